"""eprop alone: how many times as fast several threads are as one, and how many times the machine allows."""
