"""The pages: each parses what came in, calls the service and shows what it says; a page never decides."""
