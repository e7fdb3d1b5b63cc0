// This file makes the assumptions of rewrites true before two builds are compared: it takes out of both graphs what an
// assumption says makes no difference, and nothing else.
package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/solver/pb"
	digest "github.com/opencontainers/go-digest"
	"google.golang.org/protobuf/proto"
)

// assumptions says which facts hold. The names are those of drydock.
type assumptions struct {
	lastTarget     bool // only the last stage is built
	noArchive      bool // no local source of ADD is an archive
	noSymlink      bool // no folder on the way to a destination is a symbolic link, or has an owner or a mode of its own
	unreadArgument bool // no program reads a build argument whose ARG is gone
}

func parseAssumptions(list string) (assumptions, error) {
	var facts assumptions
	for name := range strings.SplitSeq(list, ",") {
		switch name {
		case "":
		case "last-target":
			facts.lastTarget = true
		case "no-archive":
			facts.noArchive = true
		case "no-symlink":
			facts.noSymlink = true
		case "unread-argument":
			facts.unreadArgument = true
		default:
			return facts, fmt.Errorf("--assume does not know %q", name)
		}
	}
	return facts, nil
}

// argumentCounts tells how many ARG instructions declare each name.
func argumentCounts(data []byte) map[string]int {
	counts := map[string]int{}
	tree, err := parser.Parse(bytes.NewReader(data))
	if err != nil {
		return counts
	}
	stages, _, err := instructions.Parse(tree.AST, silentLinter())
	if err != nil {
		return counts
	}
	for _, stage := range stages {
		for _, command := range stage.Commands {
			if arg, ok := command.(*instructions.ArgCommand); ok {
				for _, pair := range arg.Args {
					counts[pair.Key]++
				}
			}
		}
	}
	return counts
}

// goneArguments are the build arguments that the second file declares less often than the first.
func goneArguments(before, after []byte) map[string]bool {
	gone := map[string]bool{}
	left := argumentCounts(after)
	for name, count := range argumentCounts(before) {
		gone[name] = left[name] < count
	}
	return gone
}

// assume rewrites the graphs of a model.
func (m *model) assume(facts assumptions, gone map[string]bool) {
	if facts.lastTarget && len(m.Stages) > 1 {
		m.Stages = m.Stages[len(m.Stages)-1:]
	}
	if !facts.noArchive && !facts.noSymlink && !facts.unreadArgument {
		return
	}
	for i := range m.Stages {
		if m.Stages[i].Error == "" {
			m.Stages[i].Graph = assumedGraph(m.Stages[i].definition, facts, gone)
		}
	}
}

// assumedGraph is a sum over the operations, each with those that it needs, however BuildKit lists them.
func assumedGraph(definition *llb.Definition, facts assumptions, gone map[string]bool) string {
	renamed := map[string]string{} // the sum of an operation, by the one that it has in the graph
	local := map[string]bool{}     // whether it is the build context, by that sum
	operations := map[string]*pb.Op{}
	last := ""
	for _, bytesOfOperation := range definition.Def {
		var op pb.Op
		if err := op.Unmarshal(bytesOfOperation); err != nil {
			panic(err) // BuildKit wrote it
		}
		own := digest.FromBytes(bytesOfOperation).String()
		for _, input := range op.Inputs {
			input.Digest = renamed[input.Digest]
		}
		if facts.unreadArgument {
			dropArguments(&op, gone)
		}
		if facts.noArchive {
			dropUnpacking(&op, local)
		}
		if merge := op.GetMerge(); facts.noSymlink && merge != nil && len(op.Inputs) == 2 {
			if copied := copyIntoScratch(operations[op.Inputs[1].Digest]); copied != nil {
				op = *intoStage(copied, op.Inputs[0])
			}
		}
		last = digest.FromBytes(marshal(&op)).String()
		renamed[own], operations[last] = last, &op
		local[last] = op.GetSource() != nil && strings.HasPrefix(op.GetSource().Identifier, "local://")
	}
	return last
}

func marshal(op *pb.Op) []byte {
	encoded, err := proto.MarshalOptions{Deterministic: true}.Marshal(op)
	if err != nil {
		panic(err)
	}
	return encoded
}

func dropArguments(op *pb.Op, gone map[string]bool) {
	if exec := op.GetExec(); exec != nil && exec.Meta != nil {
		exec.Meta.Env = slices.DeleteFunc(exec.Meta.Env, func(entry string) bool {
			name, _, _ := strings.Cut(entry, "=")
			return gone[name]
		})
	}
}

// dropUnpacking makes an ADD from the build context a COPY.
func dropUnpacking(op *pb.Op, local map[string]bool) {
	file := op.GetFile()
	if file == nil {
		return
	}
	for _, action := range file.Actions {
		source := int(action.SecondaryInput)
		copied := action.GetCopy()
		if copied != nil && source >= 0 && source < len(op.Inputs) && local[op.Inputs[source].Digest] {
			copied.AttemptUnpackDockerCompatibility = false
		}
	}
}

// copyIntoScratch returns the operation if it copies files into nothing, as COPY --link does.
func copyIntoScratch(op *pb.Op) *pb.Op {
	if op == nil || op.GetFile() == nil || len(op.GetFile().Actions) == 0 || op.GetFile().Actions[0].Input != -1 {
		return nil
	}
	return op
}

// intoStage returns the same copy into the file system of a stage. Inputs below the number of operations in Inputs are
// those; the ones from there on are the results of actions.
func intoStage(copied *pb.Op, stage *pb.Input) *pb.Op {
	op := proto.Clone(copied).(*pb.Op)
	for i, action := range op.GetFile().Actions {
		switch {
		case i == 0:
			action.Input = 0
		case action.Input >= 0:
			action.Input++
		}
		if action.SecondaryInput >= 0 {
			action.SecondaryInput++
		}
	}
	op.Inputs = append([]*pb.Input{stage}, op.Inputs...)
	return op
}
