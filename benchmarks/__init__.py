"""Measurements that anybody can run again: each module is one command."""
