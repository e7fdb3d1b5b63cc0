// This file stands in for a registry: it answers every question about an image with a fixed configuration.
package main

import (
	"context"
	"encoding/json"

	"github.com/moby/buildkit/client/llb/sourceresolver"
	dockerspec "github.com/moby/docker-image-spec/specs-go/v1"
	digest "github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

// The configurations that base images can be given.
const (
	baseEmpty  = "empty"
	baseLoaded = "loaded"
)

// baseImages answers for every image name. The platform is the one asked for, as a registry would answer for an image
// with many platforms.
type baseImages struct{ loaded bool }

func (b baseImages) ResolveImageConfig(_ context.Context, ref string, opt sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	var image dockerspec.DockerOCIImage
	image.OS, image.Architecture = targetPlatform.OS, targetPlatform.Architecture
	if opt.ImageOpt != nil && opt.ImageOpt.Platform != nil {
		image.Platform = *opt.ImageOpt.Platform
	}
	// BuildKit takes an image without layers for scratch, and the name in FROM would not show in the graph.
	image.RootFS = ocispecs.RootFS{Type: "layers", DiffIDs: []digest.Digest{digest.FromString("a layer")}}
	if b.loaded {
		image.Author = "base author"
		config := &image.Config
		config.Env = []string{"PATH=/base/bin", "BASE_ENV=1"}
		config.Entrypoint = []string{"/base-entrypoint"}
		config.Cmd = []string{"base-cmd"}
		config.User = "baseuser"
		config.WorkingDir = "/base"
		config.Labels = map[string]string{"base.label": "base"}
		config.ExposedPorts = map[string]struct{}{"1/tcp": {}}
		config.Volumes = map[string]struct{}{"/base-volume": {}}
		config.StopSignal = "SIGQUIT"
		config.Healthcheck = &dockerspec.HealthcheckConfig{Test: []string{"CMD", "base-check"}}
		config.Shell = []string{"/bin/base-shell", "-c"}
	}
	config, err := json.Marshal(image)
	return ref, "", config, err
}
