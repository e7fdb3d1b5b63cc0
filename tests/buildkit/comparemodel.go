// This file is "judge compare-model": it holds drydock's image configs against those that BuildKit converts to.
package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/moby/buildkit/client/llb/sourceresolver"
)

// modelTally collects the results of a comparison of image configs over any number of batches.
type modelTally struct {
	show int

	files    int
	refused  int // files that have no stages for BuildKit: it does not take them
	stages   int // stages whose configs were compared
	bothFail int
	onlyFail int // stages that only BuildKit fails to convert, which is not judged

	disagreements int
	shown         int
	byPlace       map[string]int
}

func compareModelCommand(args []string) (status int, err error) {
	flags := newFlags("compare-model")
	binary := flags.String("drydock", "", "the drydock program to judge")
	base := flags.String("base", baseEmpty, "the configuration of every base image: empty or loaded")
	list := flags.String("files-from", "", "file with one path a line, - for standard input")
	show := flags.Int("show", 20, "print at most this many disagreements")
	failures := flags.Bool("failures", false, "also print the stages that only BuildKit fails to convert")
	if err := parseFlags(flags, args); err != nil {
		return 0, err
	}
	if err := checkBinary(*binary); err != nil {
		return 0, err
	}
	if *base != baseEmpty && *base != baseLoaded {
		return 0, errors.New("--base is empty or loaded")
	}
	paths, err := inputPaths(*list, flags.Args())
	if err != nil {
		return 0, err
	}
	config, err := writeBaseConfig(*base)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.Remove(config)) }()

	t := &modelTally{show: *show, byPlace: map[string]int{}}
	for batch := range slices.Chunk(paths, batchSize) {
		answers := make(chan []answer, 1)
		go func() { answers <- askModels(*binary, config, batch) }()
		expected := make([]*model, 0, len(batch))
		inOrder(len(batch), func(i int) *model { return modelFile(batch[i], *base) },
			func(_ int, m *model) { expected = append(expected, m) })
		for i, a := range <-answers {
			t.compareOne(expected[i], a, *failures)
		}
	}
	return t.finish(*base), nil
}

// writeBaseConfig writes the configuration of the base images to a file. The platform is left out: they have every one.
func writeBaseConfig(base string) (string, error) {
	images := basesOf(base)
	_, _, written, err := images.ResolveImageConfig(context.Background(), "", sourceresolver.Opt{})
	if err != nil {
		return "", err
	}
	var image map[string]any
	if err := json.Unmarshal(written, &image); err != nil {
		return "", err
	}
	delete(image, "os")
	delete(image, "architecture")
	config, err := encode(image)
	if err != nil {
		return "", err
	}
	file, err := os.CreateTemp("", "base-config-*.json")
	if err != nil {
		return "", err
	}
	_, err = file.Write(config)
	return file.Name(), errors.Join(err, file.Close())
}

// askModels returns one answer for each path. After a run that ends badly, each file is run by itself.
func askModels(binary, config string, paths []string) []answer {
	lines, trouble := runModels(binary, config, paths)
	answers := make([]answer, len(paths))
	for i, line := range lines {
		answers[i].line = line
		if line == nil && trouble == "" {
			answers[i].trouble = "no line printed"
		}
	}
	if trouble == "" {
		return answers
	}
	if len(paths) == 1 {
		answers[0].trouble = trouble
		return answers
	}
	explained := false
	for i := range paths {
		answers[i] = askModels(binary, config, paths[i:i+1])[0]
		explained = explained || answers[i].trouble != ""
	}
	if !explained {
		answers[0].trouble = fmt.Sprintf("%s in a run over %d files, but in no run over one", trouble, len(paths))
	}
	return answers
}

// runModels runs the binary once; see runDrydock for what it returns.
func runModels(binary, config string, paths []string) ([][]byte, string) {
	timeout := startTimeout + time.Duration(len(paths))*fileTimeout
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	command := exec.CommandContext(ctx, binary, "print", "--as=model", "--base-config", config, "--files-from=-")
	command.Stdin = strings.NewReader(strings.Join(paths, "\n") + "\n")
	var complaints head
	command.Stderr = &complaints
	command.WaitDelay = 5 * time.Second
	output, err := command.Output()

	lines, trouble := assignLines(output, paths)
	var ended *exec.ExitError
	switch {
	case ctx.Err() != nil:
		trouble = fmt.Sprintf("did not end within %v", timeout)
	case errors.As(err, &ended) && ended.ExitCode() == statusUsage && trouble == "":
	case err != nil:
		trouble = strings.TrimSpace(err.Error() + ", standard error: " + complaints.String())
	}
	return lines, trouble
}

// drydockModel is a line of drydock's format "drydock-model".
type drydockModel struct {
	Accepted bool `json:"accepted"`
	Stages   []struct {
		Name    json.RawMessage `json:"name"`
		Error   json.RawMessage `json:"error"`
		Author  any             `json:"author"`
		Config  any             `json:"config"`
		Unknown []any           `json:"unknown"`
	} `json:"stages"`
}

func (t *modelTally) compareOne(expected *model, a answer, failures bool) {
	t.files++
	path := string(expected.Path)
	if a.trouble != "" {
		t.disagree(path, &difference{where: "run"}, "drydock: "+a.trouble)
		return
	}
	var found drydockModel
	decoder := json.NewDecoder(bytes.NewReader(a.line))
	decoder.UseNumber()
	if err := decoder.Decode(&found); err != nil {
		t.disagree(path, &difference{where: "format"}, "drydock: "+err.Error())
		return
	}
	if expected.failed() != "" {
		t.refused++
		if found.Accepted && len(found.Stages) > 0 {
			t.disagree(path, &difference{"accepted", false, true}, "BuildKit: "+expected.failed())
		}
		return
	}
	if !found.Accepted || len(found.Stages) != len(expected.Stages) {
		t.disagree(path, &difference{"stages", len(expected.Stages), len(found.Stages)}, "")
		return
	}
	for i, stage := range expected.Stages {
		here := fmt.Sprintf("stages[%d]", i)
		ours := found.Stages[i]
		switch {
		case stage.Error != "" && ours.Error != nil:
			t.bothFail++
			continue
		case stage.Error != "":
			t.onlyFail++
			if failures {
				fmt.Printf("%s: %s: only BuildKit fails: %s\n", path, here, shorten(string(stage.Error)))
			}
			continue
		}
		t.stages++
		if ours.Error != nil {
			t.disagree(path, &difference{join(here, "error"), absent{}, ours.Error}, "")
			continue
		}
		if len(ours.Unknown) > 0 {
			t.disagree(path, &difference{join(here, "unknown"), []any{}, ours.Unknown}, "")
			continue
		}
		var image struct {
			Author any `json:"author"`
			Config any `json:"config"`
		}
		decoder := json.NewDecoder(bytes.NewReader(stage.Config))
		decoder.UseNumber()
		if err := decoder.Decode(&image); err != nil {
			panic(err) // this program wrote it
		}
		if image.Author == nil {
			image.Author = ""
		}
		if ours.Author == nil {
			ours.Author = ""
		}
		difference := compareBothWays(join(here, "author"), image.Author, asGoWrites(ours.Author))
		if difference == nil {
			difference = compareBothWays(join(here, "config"), image.Config, asGoWrites(ours.Config))
		}
		if difference != nil {
			t.disagree(path, difference, "")
		}
	}
}

// compareBothWays also takes a key that only drydock has for a difference.
func compareBothWays(where string, buildkit, drydock any) *difference {
	if found := compareValues(where, buildkit, drydock); found != nil {
		return found
	}
	if found := compareValues(where, drydock, buildkit); found != nil {
		return &difference{found.where, found.drydock, found.buildkit}
	}
	return nil
}

// asGoWrites replaces strings given by their bytes by what Go's encoder makes of these: BuildKit's configs are compared
// as the JSON that ends up in an image.
func asGoWrites(value any) any {
	switch v := value.(type) {
	case []any:
		for i := range v {
			v[i] = asGoWrites(v[i])
		}
	case map[string]any:
		if coded, ok := v["hex"].(string); ok && len(v) == 1 {
			if decoded, err := hex.DecodeString(coded); err == nil {
				return string([]rune(string(decoded)))
			}
		}
		for key := range v {
			v[key] = asGoWrites(v[key])
		}
	}
	return value
}

func (t *modelTally) disagree(path string, found *difference, note string) {
	t.disagreements++
	t.byPlace[indices.ReplaceAllString(found.where, "[]")]++
	if t.shown >= t.show {
		return
	}
	t.shown++
	fmt.Printf("%s: %s", path, found.where)
	if found.buildkit != nil || found.drydock != nil {
		fmt.Printf("\n  BuildKit: %s\n  drydock:  %s", showValue(found.buildkit), showValue(found.drydock))
	}
	if note != "" {
		fmt.Printf("\n  %s", note)
	}
	fmt.Println()
}

func (t *modelTally) finish(base string) int {
	for _, place := range slices.Sorted(maps.Keys(t.byPlace)) {
		fmt.Printf("differ first at %s: %d\n", place, t.byPlace[place])
	}
	fmt.Printf("image configs over %s base images: %d files, %d of them refused; compared %d stages; "+
		"both fail %d, only BuildKit fails %d; %d disagreements\n",
		base, t.files, t.refused, t.stages, t.bothFail, t.onlyFail, t.disagreements)
	if t.disagreements > 0 {
		return statusDisagreement
	}
	return statusFine
}
