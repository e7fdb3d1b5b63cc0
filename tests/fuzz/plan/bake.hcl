target "web" {
  context = "."
  dockerfile = "web.Dockerfile"
  target = "run"
}
