"""The portal as a server runs it, and visitors who wish it no good: loopback alone."""
