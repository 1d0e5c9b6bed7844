"""What stands between the web and the routes: names and sizes of requests, headers of answers, forms from elsewhere."""
