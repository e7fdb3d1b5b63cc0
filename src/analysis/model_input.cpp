// From the IR to what the model reads of it.
#include "analysis/model_input.hpp"

#include <span>

#include "analysis/plain_text.hpp"

namespace drydock::said {
namespace {

class Reader {
 public:
  Reader(std::string_view text, char escape, Arena& arena) : text_(text), escape_(escape), arena_(arena) {}

  [[nodiscard]] Heredoc heredoc(const drydock::Heredoc& found) const {
    return {.name = found.name,
            .descriptor = found.descriptor,
            .expand = found.expand,
            .chomp = found.chomp,
            .content = found.content.of(text_)};
  }
  [[nodiscard]] Instruction read(const drydock::Instruction& instruction) const {
    const bool has_flags = instruction.keyword == Keyword::add || instruction.keyword == Keyword::copy ||
                           instruction.keyword == Keyword::run;
    return {.keyword = instruction.keyword,
            .flags = has_flags ? flags(instruction.flags) : List<Flag>(),
            .operation = std::visit(Visitor{*this, instruction}, instruction.operation)};
  }

 private:
  struct Visitor {
    const Reader& reader;
    const drydock::Instruction& instruction;

    Operation operator()(const drydock::Unread&) const { return Unread(); }
    Operation operator()(const drydock::Add& add) const {
      return Copying{reader.words(add.sources), reader.contents(add.contents), word(add.destination)};
    }
    Operation operator()(const drydock::Copy& copy) const {
      return Copying{reader.words(copy.sources), reader.contents(copy.contents), word(copy.destination)};
    }
    Operation operator()(const drydock::Arg& arg) const {
      return Arg{reader.list<ArgEntry>(arg.entries, [](const drydock::ArgEntry& entry) {
        return ArgEntry{word(entry.key), word(entry.value)};
      })};
    }
    Operation operator()(const drydock::Cmd& cmd) const { return Cmd{reader.command(cmd.command)}; }
    Operation operator()(const drydock::Entrypoint& entrypoint) const {
      return Entrypoint{reader.command(entrypoint.command)};
    }
    Operation operator()(const drydock::Env& env) const { return Env{reader.pairs(env.pairs)}; }
    Operation operator()(const drydock::Expose& expose) const { return Expose{reader.words(expose.ports)}; }
    Operation operator()(const drydock::From& from) const {
      return From{word(from.image), word(from.name), word(from.platform)};
    }
    Operation operator()(const drydock::Healthcheck& check) const {
      return Healthcheck{check, check.none, reader.command(check.command)};
    }
    Operation operator()(const drydock::Label& label) const { return Label{reader.pairs(label.pairs)}; }
    Operation operator()(const drydock::Maintainer& maintainer) const { return Maintainer{word(maintainer.name)}; }
    Operation operator()(const drydock::Onbuild& onbuild) const { return Onbuild{onbuild.expression}; }
    Operation operator()(const drydock::Run& run) const {
      std::string_view text = instruction.line.text();
      const std::string_view keyword = instruction.keyword_text.value;
      if (text.starts_with(keyword)) text.remove_prefix(keyword.size());
      return Run{reader.command(run.command),
                 reader.list<Heredoc>(instruction.heredocs,
                                      [&](const drydock::Heredoc& heredoc) { return reader.heredoc(heredoc); }),
                 text};
    }
    Operation operator()(const drydock::Shell& shell) const { return Shell{reader.words(shell.words)}; }
    Operation operator()(const drydock::StopSignal& stop) const { return StopSignal{word(stop.signal)}; }
    Operation operator()(const drydock::User& user) const { return User{word(user.user)}; }
    Operation operator()(const drydock::Volume& volume) const { return Volume{reader.words(volume.paths)}; }
    Operation operator()(const drydock::Workdir& workdir) const { return Workdir{word(workdir.path)}; }
  };

  static Word word(const Text& text) { return {text.value}; }
  static std::optional<Word> word(const std::optional<Text>& text) {
    return text ? std::optional(word(*text)) : std::nullopt;
  }

  template <typename T, typename Items, typename Make>
  [[nodiscard]] List<T> list(const Items& items, const Make& make) const {
    const std::span<T> list = arena_.room<T>(items.size());
    std::ranges::transform(items, list.begin(), make);
    return List<T>(list);
  }
  [[nodiscard]] List<Word> words(std::span<const Text> texts) const {
    return list<Word>(texts, [](const Text& text) { return word(text); });
  }
  [[nodiscard]] List<Flag> flags(std::span<const drydock::Flag> flags) const {
    return list<Flag>(flags, [](const drydock::Flag& flag) { return Flag{flag.name, flag.value}; });
  }
  [[nodiscard]] List<KeyValue> pairs(std::span<const drydock::KeyValue> pairs) const {
    return list<KeyValue>(
        pairs, [&](const drydock::KeyValue& pair) { return KeyValue{expandable(pair.key), expandable(pair.value)}; });
  }
  [[nodiscard]] Expandable expandable(const Text& text) const {
    if (const auto plain = plain_text(text.value)) return {*plain, true};
    const auto expanded = expand_literal(text.value, escape_);
    if (!expanded) return {text.value, false};
    return {arena_.text(expanded->text), true};
  }
  [[nodiscard]] List<Heredoc> contents(std::span<const drydock::Heredoc* const> heredocs) const {
    return list<Heredoc>(heredocs, [&](const drydock::Heredoc* found) { return heredoc(*found); });
  }
  [[nodiscard]] Command command(const drydock::Command& command) const {
    return {command.is_shell_form(), words(command.arguments)};
  }

  std::string_view text_;
  char escape_;
  Arena& arena_;
};

}  // namespace

Dockerfile read(const Snapshot& snapshot, char escape) {
  Dockerfile input;
  input.escape = escape;
  input.size = snapshot.text().size();
  const Reader reader(snapshot.text(), escape, input.arena);
  input.instructions.reserve(snapshot.dockerfile.instructions.size());
  for (const drydock::Instruction& instruction : snapshot.dockerfile.instructions) {
    input.instructions.push_back(reader.read(instruction));
  }
  return input;
}

bool are_equal(const Snapshot& left, const Snapshot& right) {
  const auto& left_list = left.dockerfile.instructions;
  const auto& right_list = right.dockerfile.instructions;
  if (left.dockerfile.escape != right.dockerfile.escape || left_list.size() != right_list.size()) return false;
  Arena arena;
  const Reader left_reader(left.text(), left.dockerfile.escape, arena);
  const Reader right_reader(right.text(), right.dockerfile.escape, arena);
  // The joined line and the heredocs are all that an instruction is read from.
  const auto same_heredoc = [&](const drydock::Heredoc& one, const drydock::Heredoc& other) {
    return left_reader.heredoc(one) == right_reader.heredoc(other);
  };
  const auto written_alike = [&](const drydock::Instruction& one, const drydock::Instruction& other) {
    return one.line.text() == other.line.text() && std::ranges::equal(one.heredocs, other.heredocs, same_heredoc);
  };
  return std::ranges::equal(left_list, right_list,
                            [&](const drydock::Instruction& one, const drydock::Instruction& other) {
                              return written_alike(one, other) || left_reader.read(one) == right_reader.read(other);
                            });
}

}  // namespace drydock::said
