"""What people bring from elsewhere: each import is a witness like any other, and says where it came from."""
