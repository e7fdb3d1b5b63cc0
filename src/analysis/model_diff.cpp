// Comparison of two image models, part by part.
#include "analysis/model_diff.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "base/diagnostic.hpp"

namespace drydock {
namespace {

constexpr std::size_t display_width = 200;

std::string display_value(const std::string& value) { return value.empty() ? "" : printable(value, display_width); }
std::string display_value(bool value) { return value ? "true" : ""; }
std::string display_value(const std::vector<std::string>& words) { return words.empty() ? "" : display(words); }
std::string display_value(const std::optional<HealthcheckConfig>& check) {
  if (!check) return "";
  std::string text = display(check->test);
  const auto add = [&](std::string_view name, long long nanoseconds) {
    if (nanoseconds != 0) text += fmt::format(" {} {}s", name, static_cast<double>(nanoseconds) / 1e9);
  };
  add("interval", check->interval);
  add("timeout", check->timeout);
  add("start period", check->start_period);
  add("start interval", check->start_interval);
  if (check->retries != 0) text += fmt::format(" retries {}", check->retries);
  return text;
}
template <typename T>
std::string display_value(const Value<T>& value) {
  return value.known() ? display_value(value.get()) : fmt::format("unknown ({})", value.reason());
}

std::optional<Origin> set_by_file(const Origin& origin) {
  return origin.kind == Origin::Kind::base ? std::nullopt : std::optional(origin);
}
std::optional<Origin> find_origin(const MemberOrigins& origins, const std::string& key) {
  const Origin* const found = origins.find(key);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

/// Compares one stage.
class StageComparison {
 public:
  StageComparison(StageIndex index, const Stage& before, const Stage& after, std::vector<Difference>& found)
      : index_(index), before_(before), after_(after), found_(found) {}

  void run() {
    if (before_.name != after_.name) add(ImagePart::stages, "name", true, before_.name, after_.name);
    if (!before_.config || !after_.config) {
      const std::string left = before_.config ? "" : before_.config.error();
      const std::string right = after_.config ? "" : after_.config.error();
      // A stage that builds neither before nor after has no image that could differ.
      if (left != right || left == model_limit_error) {
        add(ImagePart::error, "", left.empty() != right.empty(), left, right);
      }
      return;
    }
    if (before_.conditions != after_.conditions) {
      add(ImagePart::error, "", false, "perhaps an error, by values that are not known",
          "perhaps an error for other ones");
    }
    compare_steps();
    const ImageConfig& left = before_.config.value();
    const ImageConfig& right = after_.config.value();
    const ConfigOrigins& from = before_.origins;
    const ConfigOrigins& to = after_.origins;
    value(ImagePart::author, left.author, right.author, from.author, to.author);
    environment(left.env, right.env);
    labels(left.labels, right.labels);
    set(ImagePart::exposed_ports, left.exposed_ports, right.exposed_ports, from.exposed_ports, to.exposed_ports);
    set(ImagePart::volumes, left.volumes, right.volumes, from.volumes, to.volumes);
    value(ImagePart::user, left.user, right.user, from.user, to.user);
    value(ImagePart::working_dir, left.working_dir, right.working_dir, from.working_dir, to.working_dir);
    value(ImagePart::stop_signal, left.stop_signal, right.stop_signal, from.stop_signal, to.stop_signal);
    value(ImagePart::shell, left.shell, right.shell, from.shell, to.shell);
    triggers(left.on_build, right.on_build);
    value(ImagePart::healthcheck, left.healthcheck, right.healthcheck, before_.healthcheck.origin,
          after_.healthcheck.origin);
    value(ImagePart::cmd, left.cmd, right.cmd, before_.cmd.origin, after_.cmd.origin);
    value(ImagePart::entrypoint, left.entrypoint, right.entrypoint, before_.entrypoint.origin,
          after_.entrypoint.origin);
    value(ImagePart::args_escaped, left.args_escaped, right.args_escaped, before_.cmd.origin, after_.cmd.origin);
    if (before_.os != after_.os) add(ImagePart::stages, "operating system", true, before_.os, after_.os);
  }

 private:
  Difference& add(ImagePart part, std::string member, bool certain, std::string left, std::string right) {
    found_.push_back({.stage = index_,
                      .part = part,
                      .member = std::move(member),
                      .certain = certain,
                      .before = std::move(left),
                      .after = std::move(right)});
    return found_.back();
  }

  template <typename T>
  void value(ImagePart part, const Value<T>& left, const Value<T>& right, const Origin& from, const Origin& to) {
    if (left == right) return;
    Difference& difference = add(part, "", left.known() && right.known(), display_value(left), display_value(right));
    difference.before_origin = set_by_file(from);
    difference.after_origin = set_by_file(to);
  }

  void rest(ImagePart part, const Rest& left, const Rest& right) {
    if (left == right) return;
    add(part, "", false, left ? fmt::format("perhaps more ({})", left->reason) : "",
        right ? fmt::format("perhaps more ({})", right->reason) : "");
  }

  void compare_steps() {
    const auto digest = [](const BuildStep& step) { return step.digest; };
    if (std::ranges::equal(before_.steps, after_.steps, {}, digest, digest)) return;
    const auto [left, right] = std::ranges::mismatch(before_.steps, after_.steps, {}, digest, digest);
    Difference& difference = add(ImagePart::steps, "", true, fmt::format("{} steps", before_.steps.size()),
                                 fmt::format("{} steps", after_.steps.size()));
    if (left != before_.steps.end()) difference.before_origin = left->origin;
    if (right != after_.steps.end()) difference.after_origin = right->origin;
  }

  void environment(const VariableList& left, const VariableList& right) {
    rest(ImagePart::env, left.rest, right.rest);
    if (left.entries() == right.entries()) return;
    const std::size_t before = found_.size();
    for (const auto& entry : left.entries()) {
      const VariableList::Entry* const other = right.find(entry.key);
      if (other == nullptr) {
        add(ImagePart::env, entry.key, entry.value.known(), display_value(entry.value), "").before_origin =
            find_origin(before_.origins.env, entry.key);
      } else if (other->value != entry.value || other->has_equals != entry.has_equals) {
        member(ImagePart::env, entry.key, entry.value, other->value, before_.origins.env, after_.origins.env);
      }
    }
    for (const auto& entry : right.entries()) {
      if (left.find(entry.key) != nullptr) continue;
      add(ImagePart::env, entry.key, entry.value.known(), "", display_value(entry.value)).after_origin =
          find_origin(after_.origins.env, entry.key);
    }
    if (found_.size() == before) add(ImagePart::env, "", true, "another order", "");
  }

  void member(ImagePart part, const std::string& key, const Value<std::string>& left, const Value<std::string>& right,
              const MemberOrigins& from, const MemberOrigins& to) {
    Difference& difference = add(part, key, left.known() && right.known(), display_value(left), display_value(right));
    difference.before_origin = find_origin(from, key);
    difference.after_origin = find_origin(to, key);
  }

  using Labels = Partial<std::map<std::string, Value<std::string>>>;
  void labels(const Labels& left, const Labels& right) {
    rest(ImagePart::labels, left.rest, right.rest);
    for (const auto& [key, old_value] : left.entries) {
      const auto other = right.entries.find(key);
      if (other == right.entries.end()) {
        add(ImagePart::labels, key, true, display_value(old_value), "").before_origin =
            find_origin(before_.origins.labels, key);
      } else if (other->second != old_value) {
        member(ImagePart::labels, key, old_value, other->second, before_.origins.labels, after_.origins.labels);
      }
    }
    for (const auto& [key, new_value] : right.entries) {
      if (left.entries.contains(key)) continue;
      add(ImagePart::labels, key, true, "", display_value(new_value)).after_origin =
          find_origin(after_.origins.labels, key);
    }
  }

  using Set = Partial<std::set<std::string>>;
  void set(ImagePart part, const Set& left, const Set& right, const MemberOrigins& from, const MemberOrigins& to) {
    rest(part, left.rest, right.rest);
    for (const std::string& entry : left.entries) {
      if (!right.entries.contains(entry)) add(part, entry, true, entry, "").before_origin = find_origin(from, entry);
    }
    for (const std::string& entry : right.entries) {
      if (!left.entries.contains(entry)) add(part, entry, true, "", entry).after_origin = find_origin(to, entry);
    }
  }

  using Triggers = Partial<std::vector<std::string>>;
  void triggers(const Triggers& left, const Triggers& right) {
    rest(ImagePart::on_build, left.rest, right.rest);
    if (left.entries != right.entries) {
      add(ImagePart::on_build, "", true, display_value(left.entries), display_value(right.entries));
    }
  }

  StageIndex index_;
  const Stage& before_;
  const Stage& after_;
  std::vector<Difference>& found_;
};

}  // namespace

std::string_view to_string(ImagePart part) noexcept {
  switch (part) {
    case ImagePart::stages: return "stage";
    case ImagePart::steps: return "build steps";
    case ImagePart::author: return "author";
    case ImagePart::env: return "environment";
    case ImagePart::labels: return "labels";
    case ImagePart::exposed_ports: return "exposed ports";
    case ImagePart::volumes: return "volumes";
    case ImagePart::user: return "user";
    case ImagePart::working_dir: return "working directory";
    case ImagePart::stop_signal: return "stop signal";
    case ImagePart::shell: return "shell";
    case ImagePart::on_build: return "triggers";
    case ImagePart::healthcheck: return "health check";
    case ImagePart::cmd: return "command";
    case ImagePart::entrypoint: return "entrypoint";
    case ImagePart::args_escaped: return "ArgsEscaped";
    case ImagePart::error: return "error";
  }
  return "";
}

std::string in_quotes(std::string_view word) {
  std::string text = "\"";
  for (const char byte : word) {
    if (byte == '"' || byte == '\\') text += '\\';
    text += byte;
  }
  return printable(text, display_width) + '"';
}

std::string display(const std::vector<std::string>& words) {
  std::string text = "[";
  for (const std::string& word : words) {
    if (text.size() > 1) text += ", ";
    text += in_quotes(word);
  }
  return text + "]";
}

std::vector<Difference> compare(const ImageModel& before, const ImageModel& after) {
  std::vector<Difference> found;
  const std::size_t count = std::min(before.stages.size(), after.stages.size());
  for (std::size_t i = 0; i < count; ++i) {
    StageComparison(static_cast<StageIndex>(i), before.stages[i], after.stages[i], found).run();
  }
  if (before.stages.size() != after.stages.size()) {
    found.push_back({.stage = static_cast<StageIndex>(count),
                     .part = ImagePart::stages,
                     .member = "count",
                     .before = std::to_string(before.stages.size()),
                     .after = std::to_string(after.stages.size())});
  }
  return found;
}

}  // namespace drydock
