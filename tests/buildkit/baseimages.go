// This file stands in for a registry: it answers every question about an image with a fixed configuration.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"

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
type baseImages struct {
	loaded bool
	// workingDirs, if it is there, says what the working directory of an image is.
	workingDirs *workingDirs
}

func basesOf(kind string) baseImages { return baseImages{loaded: kind == baseLoaded} }

func (b baseImages) ResolveImageConfig(
	_ context.Context, ref string, opt sourceresolver.Opt,
) (string, digest.Digest, []byte, error) {
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
	if b.workingDirs != nil {
		folder, err := b.workingDirs.of(ref)
		if err != nil {
			return "", "", nil, err
		}
		image.Config.WorkingDir = folder
	}
	config, err := json.Marshal(image)
	return ref, "", config, err
}

// workingDirs asks a program for the working directories of images: one name a line, one answer a line.
type workingDirs struct {
	lock      sync.Mutex
	questions io.Writer
	answers   *bufio.Reader
	known     map[string]string
}

// startWorkingDirs starts the program. It ends with this process, when its input does.
func startWorkingDirs(program string) (*workingDirs, error) {
	command := exec.Command(program)
	command.Stderr = os.Stderr
	questions, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	answers, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	dirs := &workingDirs{questions: questions, answers: bufio.NewReader(answers), known: map[string]string{}}
	return dirs, command.Start()
}

func (w *workingDirs) of(image string) (string, error) {
	w.lock.Lock()
	defer w.lock.Unlock()
	if folder, found := w.known[image]; found {
		return folder, nil
	}
	if _, err := fmt.Fprintln(w.questions, image); err != nil {
		return "", err
	}
	answer, err := w.answers.ReadString('\n')
	if err != nil {
		return "", err
	}
	w.known[image] = strings.TrimSuffix(answer, "\n")
	return w.known[image], nil
}
