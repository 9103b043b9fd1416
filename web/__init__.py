"""HTTP and HTML: the only package that knows of requests, pages and browsers."""
