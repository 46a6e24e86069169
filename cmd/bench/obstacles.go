package main

// obstacles says of bars, by name, what stands in their way. It is written by
// hand after looking with a profiler, and shown only where a bar is not met.
var obstacles = map[string]string{}
