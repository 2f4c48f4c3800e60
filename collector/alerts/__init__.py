"""From findings to alerts with episodes, and from alerts to those who must know."""
