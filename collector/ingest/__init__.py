"""The agents' door: authenticate, accept, fold, judge, commit, acknowledge."""
