// This file is "judge model": it converts every stage of a Dockerfile to the image and the build graph it stands for.
package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/moby/buildkit/solver/pb"
	digest "github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

// targetPlatform is fixed, so that the machine that runs the program does not show in its results.
var targetPlatform = ocispecs.Platform{OS: "linux", Architecture: "amd64"}

// model is what a file builds to, stage by stage.
type model struct {
	Path   text         `json:"path"`
	Error  text         `json:"error,omitempty"` // why there are no stages
	Panic  text         `json:"panic,omitempty"`
	Stages []stageModel `json:"stages"`
}

// stageModel is either an error or the image of one stage.
type stageModel struct {
	Index int  `json:"index"`
	Name  text `json:"name"`
	Error text `json:"error,omitempty"`
	// Config is the image configuration without its history and its layers.
	Config json.RawMessage `json:"config,omitempty"`
	// History and Graph are SHA-256 sums: of the history entries, and of the build graph.
	History    string          `json:"history,omitempty"`
	Graph      string          `json:"graph,omitempty"`
	definition *llb.Definition // what Graph is a sum of
}

func modelCommand(args []string) (int, error) {
	flags := newFlags("model")
	base := flags.String("base", baseEmpty, "the configuration of every base image: empty or loaded")
	list := flags.String("files-from", "", "file with one path a line, - for standard input")
	if err := parseFlags(flags, args); err != nil {
		return 0, err
	}
	if *base != baseEmpty && *base != baseLoaded {
		return 0, errors.New("--base is empty or loaded")
	}
	paths, err := inputPaths(*list, flags.Args())
	if err != nil {
		return 0, err
	}
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	var failed error
	inOrder(len(paths), func(i int) []byte {
		line, err := encode(modelFile(paths[i], *base))
		if err != nil {
			return []byte(err.Error())
		}
		return line
	}, func(_ int, line []byte) {
		out.Write(line)
		if err := out.WriteByte('\n'); err != nil {
			failed = err
		}
	})
	return statusFine, errors.Join(failed, out.Flush())
}

// inOrder does work for 0 to count-1 on all processors and hands the results over in that order.
func inOrder[T any](count int, work func(int) T, deliver func(int, T)) {
	// Batches bound the memory that results waiting for their turn may take.
	const batch = 512
	for first := 0; first < count; first += batch {
		results := make([]T, min(batch, count-first))
		next := make(chan int)
		var workers sync.WaitGroup
		for range runtime.GOMAXPROCS(0) {
			workers.Go(func() {
				for i := range next {
					results[i] = work(first + i)
				}
			})
		}
		for i := range results {
			next <- i
		}
		close(next)
		workers.Wait()
		for i, result := range results {
			deliver(first+i, result)
		}
	}
}

func modelFile(path, base string) *model {
	data, err := os.ReadFile(path)
	if err != nil {
		return &model{Path: text(path), Error: errorText(err), Stages: []stageModel{}}
	}
	result := modelData(data, basesOf(base), nil)
	result.Path = text(path)
	return result
}

// modelData converts every stage, with the build arguments given.
func modelData(data []byte, base baseImages, arguments map[string]string) (result *model) {
	result = &model{Stages: []stageModel{}}
	defer func() {
		if cause := recover(); cause != nil {
			result = &model{Panic: text(fmt.Sprint(cause)), Stages: []stageModel{}}
		}
	}()
	tree, err := parser.Parse(bytes.NewReader(data))
	if err != nil {
		result.Error = errorText(err)
		return result
	}
	stages, _, err := instructions.Parse(tree.AST, silentLinter())
	if err != nil {
		result.Error = errorText(err)
		return result
	}
	if len(stages) == 0 {
		result.Error = "no stages"
		return result
	}
	named := map[string]int{}
	for _, stage := range stages {
		named[stage.Name]++
	}
	for i, stage := range stages {
		source, target := data, ""
		switch {
		case i == len(stages)-1:
			// An ordinary build, without a target.
		case stage.Name != "" && named[stage.Name] == 1:
			target = stage.Name
		default:
			// BuildKit finds a target by its name only, so the file is cut off where the next stage begins. What
			// follows can matter to a stage only where it refers to a later one, and that is an error anyhow.
			source = linesBefore(data, stages[i+1].Location[0].Start.Line)
		}
		converted := convert(source, target, base, arguments)
		converted.Index, converted.Name = i, text(stage.Name)
		result.Stages = append(result.Stages, converted)
	}
	return result
}

// linesBefore returns the text before a line; lines count from 1.
func linesBefore(data []byte, line int) []byte {
	end := 0
	for range line - 1 {
		i := bytes.IndexByte(data[end:], '\n')
		if i < 0 {
			return data
		}
		end += i + 1
	}
	return data[:end]
}

// convert runs BuildKit's conversion of one stage without a network, a build context or a builder.
func convert(source []byte, target string, base baseImages, arguments map[string]string) stageModel {
	// All capabilities, because BuildKit leaves out of the graph what the builder cannot do.
	capabilities := pb.Caps.CapSet(pb.Caps.All())
	platform := targetPlatform
	result, err := dockerfile2llb.Dockerfile2LLB(context.Background(), source, dockerfile2llb.ConvertOpt{
		// BuildKit takes an empty SOURCE_DATE_EPOCH out of the map that it is given.
		Config: dockerui.Config{
			Target: target, BuildArgs: maps.Clone(arguments), BuildPlatforms: []ocispecs.Platform{platform},
		},
		TargetPlatform: &platform,
		MetaResolver:   base,
		LLBCaps:        &capabilities,
		// Without a function the linter is off, and "# check=error=true" would not stop a build that it stops.
		Warn: ignoreWarning,
	})
	if err != nil {
		return stageModel{Error: errorText(err)}
	}
	// The local source gets a number drawn at the start of the process unless it is given one.
	definition, err := result.State.Marshal(context.Background(), llb.LocalUniqueID("judge"))
	if err != nil {
		return stageModel{Error: errorText(err)}
	}
	history, err := json.Marshal(result.Image.History)
	if err != nil {
		return stageModel{Error: errorText(err)}
	}
	image := *result.Image
	image.History, image.RootFS, image.Created = nil, ocispecs.RootFS{}, nil
	config, err := encode(image)
	if err != nil {
		return stageModel{Error: errorText(err)}
	}
	historySum := sha256.Sum256(history)
	return stageModel{
		Config: config, History: hex.EncodeToString(historySum[:]),
		Graph: graphSum(definition), definition: definition,
	}
}

// withoutOrder returns the graph with the environment of every RUN sorted: a program is given the same variables in
// whatever order.
func withoutOrder(definition *llb.Definition) *llb.Definition {
	result := &llb.Definition{}
	renamed := map[string]string{}
	for _, operation := range definition.Def {
		var op pb.Op
		if err := op.Unmarshal(operation); err != nil {
			panic(err) // BuildKit wrote it
		}
		for _, input := range op.Inputs {
			input.Digest = renamed[input.Digest]
		}
		if exec := op.GetExec(); exec != nil && exec.Meta != nil {
			slices.SortStableFunc(exec.Meta.Env, func(a, b string) int {
				left, _, _ := strings.Cut(a, "=")
				right, _, _ := strings.Cut(b, "=")
				return strings.Compare(left, right)
			})
		}
		sorted := marshal(&op)
		renamed[digest.FromBytes(operation).String()] = digest.FromBytes(sorted).String()
		result.Def = append(result.Def, sorted)
	}
	return result
}

// graphSum is a sum over the operations in the order BuildKit lists them, inputs before their users. An operation
// refers to its inputs by the sums of their bytes. Names for the progress display, descriptions and places in the
// source are kept outside the operations, so that they do not count.
func graphSum(definition *llb.Definition) string {
	sum := sha256.New()
	for _, operation := range definition.Def {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(operation)))
		sum.Write(length[:])
		sum.Write(operation)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// failed tells whether there is nothing to compare.
func (m *model) failed() string {
	return strings.TrimSpace(string(m.Error) + " " + string(m.Panic))
}
