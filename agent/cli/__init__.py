"""What a person types: mingce-agent."""
