// The IR as JSON.
#include "report/ir_json.hpp"

#include <algorithm>

#include "base/unicode.hpp"
#include "report/json_text.hpp"
#include "syntax/shebang.hpp"

namespace drydock {
namespace {

Json text_or_empty(const Flag* flag) { return json_text(flag != nullptr ? flag->value.value_or("") : ""); }

Json texts(std::span<const Text> values) {
  Json list = Json::array();
  for (const Text& value : values) list.push_back(json_text(value.value));
  return list;
}

/// parser.go, ChompHeredocContent: leading tabs of every line go.
std::string chomp(std::string_view content) {
  std::string out;
  bool at_line_start = true;
  for (const char byte : content) {
    if (at_line_start && byte == '\t') continue;
    at_line_start = byte == '\n';
    out += byte;
  }
  return out;
}

class Writer {
 public:
  explicit Writer(const Snapshot& snapshot) : snapshot_(snapshot) {}

  Json file() {
    const Dockerfile& dockerfile = snapshot_.dockerfile;
    Json object;
    object["format"] = "drydock-ir";
    object["version"] = ir_json_version;
    object["path"] = json_text(snapshot_.source->name());
    object["accepted"] = dockerfile.accepted();
    object["escape"] = std::string(1, dockerfile.escape);
    object["syntax"] = syntax();
    object["directives"] = Json::array();
    for (const Directive& directive : snapshot_.tree.directives) {
      object["directives"].push_back({{"name", to_string(directive.kind)},
                                      {"value", json_text(directive.value.of(snapshot_.text()))},
                                      {"line", directive.line}});
    }
    object["errors"] = json_errors(dockerfile.diagnostics, *snapshot_.source);
    object["instructions"] = Json::array();
    for (const Instruction& instruction : dockerfile.instructions) object["instructions"].push_back(line(instruction));
    return object;
  }

 private:
  /// The frontend that a `# syntax=` line asks for: directives.go, DetectSyntax, which takes the first word of the
  /// value.
  Json syntax() const {
    for (const DirectiveLine& directive : directives_after_shebang(snapshot_.text())) {
      if (directive.kind == DirectiveKind::syntax) {
        return json_text(directive.value.substr(0, directive.value.find(' ')));
      }
    }
    return "";
  }

  Json line(const Instruction& instruction) const {
    Json object = arguments(instruction);
    const auto& tree = snapshot_.tree;
    const Node& node = tree.nodes[instruction.node];
    // The indentation may hold no line end, and the last line is the one before the last line end.
    const Offset last = instruction.range.end - (tree.tokens[node.last - 1].kind == TokenKind::line_end ? 1U : 0U);
    object["start_line"] = snapshot_.source->line_of(instruction.range.begin);
    object["end_line"] = snapshot_.source->line_of(std::max(instruction.range.begin, last));
    object["original"] = json_text(instruction.line.text());
    object["range"] = json_range(instruction.range);
    object["heredocs"] = Json::array();
    for (const Heredoc& heredoc : instruction.heredocs) {
      object["heredocs"].push_back({{"name", json_text(heredoc.name)},
                                    {"descriptor", heredoc.descriptor},
                                    {"expand", heredoc.expand},
                                    {"chomp", heredoc.chomp},
                                    {"content", json_text(snapshot_.source->text(heredoc.content))},
                                    {"range", json_range(heredoc.content)}});
    }
    if (const auto* onbuild = instruction.as<Onbuild>()) object["inner"] = arguments(*onbuild->trigger);
    if (!instruction.ambiguity.empty()) object["ambiguity"] = instruction.ambiguity;
    if (snapshot_.dockerfile.accepted()) object["typed"] = typed(instruction);
    return object;
  }

  static Json arguments(const Instruction& instruction) {
    Json object;
    const bool known = instruction.keyword != Keyword::unknown;
    object["keyword"] = known ? Json(to_string(instruction.keyword)) : json_text(instruction.keyword_text.value);
    object["flags"] = Json::array();
    for (const Flag& flag : instruction.flags) object["flags"].push_back(json_text(flag.text.value));
    object["json"] = instruction.json;
    object["values"] = texts(instruction.values);
    object["value_ranges"] = Json::array();
    for (const Text& value : instruction.values) object["value_ranges"].push_back(json_range(value.range));
    return object;
  }

  static Json pairs(std::span<const KeyValue> values) {
    Json list = Json::array();
    for (const KeyValue& pair : values) {
      list.push_back({{"key", json_text(pair.key.value)},
                      {"value", json_text(pair.value.value)},
                      {"no_delimiter", !pair.has_delimiter}});
    }
    return list;
  }

  Json copy(const Instruction& instruction, std::span<const Text> sources, std::span<const Heredoc* const> contents,
            const Text& destination) const {
    const auto is_true = [&](std::string_view name) {
      const Flag* flag = instruction.flag(name);
      return flag != nullptr && lower_ascii_like_go(flag->value.value_or("true")) == "true";
    };
    const auto optional_bool = [&](std::string_view name) {
      return instruction.flag(name) == nullptr ? Json(nullptr) : Json(is_true(name));
    };
    Json object{
        {"sources", texts(sources)}, {"contents", Json::array()}, {"destination", json_text(destination.value)}};
    for (const Heredoc* heredoc : contents) {
      const std::string_view content = snapshot_.source->text(heredoc->content);
      object["contents"].push_back({{"path", json_text(heredoc->name)},
                                    {"data", json_text(heredoc->chomp ? chomp(content) : std::string(content))},
                                    {"expand", heredoc->expand}});
    }
    object["chown"] = text_or_empty(instruction.flag("chown"));
    object["chmod"] = text_or_empty(instruction.flag("chmod"));
    object["link"] = is_true("link");
    object["exclude"] = Json::array();
    for (const Flag& flag : instruction.flags) {
      if (flag.name == "exclude") object["exclude"].push_back(json_text(flag.value.value_or("")));
    }
    if (instruction.keyword == Keyword::copy) {
      object["from"] = text_or_empty(instruction.flag("from"));
      object["parents"] = is_true("parents");
    } else {
      object["checksum"] = text_or_empty(instruction.flag("checksum"));
      object["keep_git_dir"] = optional_bool("keep-git-dir");
      object["unpack"] = optional_bool("unpack");
    }
    return object;
  }

  static Json command(const Command& value) {
    return {{"exec", !value.is_shell_form()}, {"command", texts(value.arguments)}};
  }

  Json typed(const Instruction& instruction) const {
    struct Visitor {
      const Writer& writer;
      const Instruction& instruction;
      Json operator()(const Unread&) const { return Json::object(); }
      Json operator()(const Add& add) const {
        return writer.copy(instruction, add.sources, add.contents, add.destination);
      }
      Json operator()(const Copy& copy) const {
        return writer.copy(instruction, copy.sources, copy.contents, copy.destination);
      }
      Json operator()(const Arg& arg) const {
        Json list = Json::array();
        for (const ArgEntry& entry : arg.entries) {
          list.push_back({{"key", json_text(entry.key.value)},
                          {"value", entry.value ? json_text(entry.value->value) : Json(nullptr)}});
        }
        return {{"args", list}};
      }
      Json operator()(const Cmd& cmd) const { return command(cmd.command); }
      Json operator()(const Entrypoint& entrypoint) const { return command(entrypoint.command); }
      Json operator()(const Env& env) const { return {{"pairs", pairs(env.pairs)}}; }
      Json operator()(const Label& label) const { return {{"pairs", pairs(label.pairs)}}; }
      Json operator()(const Expose& expose) const {
        std::vector<Text> ports(expose.ports.begin(), expose.ports.end());
        std::ranges::sort(ports, {}, &Text::value);
        return {{"ports", texts(ports)}};
      }
      Json operator()(const From& from) const {
        return {{"image", json_text(from.image.value)},
                {"name", from.name ? lower_ascii_like_go(from.name->value) : ""},
                {"platform", json_text(from.platform ? from.platform->value : "")}};
      }
      Json operator()(const Healthcheck& check) const {
        Json test = Json::array({check.none ? "NONE" : check.command.is_shell_form() ? "CMD-SHELL" : "CMD"});
        for (const Text& word : check.command.arguments) test.push_back(json_text(word.value));
        return {{"test", test},
                {"interval", check.interval},
                {"timeout", check.timeout},
                {"start_period", check.start_period},
                {"start_interval", check.start_interval},
                {"retries", check.retries}};
      }
      Json operator()(const Maintainer& maintainer) const { return {{"value", json_text(maintainer.name.value)}}; }
      Json operator()(const Onbuild& onbuild) const { return {{"expression", json_text(onbuild.expression)}}; }
      Json operator()(const Run& run) const {
        Json object = command(run.command);
        object["files"] = Json::array();
        for (const Heredoc& heredoc : instruction.heredocs) {
          object["files"].push_back({{"name", json_text(heredoc.name)},
                                     {"data", json_text(writer.snapshot_.source->text(heredoc.content))},
                                     {"chomp", heredoc.chomp}});
        }
        object["network"] = json_text(run.network);
        object["security"] = json_text(run.security);
        object["devices"] = Json::array();
        for (const Device& device : run.devices) {
          object["devices"].push_back({{"name", json_text(device.name)}, {"required", device.required}});
        }
        return object;
      }
      Json operator()(const Shell& shell) const { return {{"shell", texts(shell.words)}}; }
      Json operator()(const StopSignal& stop_signal) const { return {{"value", json_text(stop_signal.signal.value)}}; }
      Json operator()(const User& user) const { return {{"value", json_text(user.user.value)}}; }
      Json operator()(const Volume& volume) const { return {{"volumes", texts(volume.paths)}}; }
      Json operator()(const Workdir& workdir) const { return {{"value", json_text(workdir.path.value)}}; }
    };
    return std::visit(Visitor{*this, instruction}, instruction.operation);
  }

  const Snapshot& snapshot_;
};

}  // namespace

std::string ir_json(const Snapshot& snapshot) { return Writer(snapshot).file().dump(); }

}  // namespace drydock
