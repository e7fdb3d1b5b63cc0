// The image config of every stage as BuildKit v0.32.2 computes it, over base images whose config is given or unknown.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.hpp"
#include "base/result.hpp"
#include "ir/snapshot.hpp"

namespace drydock {

/// A value, or the reason why the file alone does not tell it.
template <typename T>
class Value {
 public:
  Value() : state_(T()) {}
  Value(T value) : state_(std::move(value)) {}  // NOLINT(google-explicit-constructor): a value is a known Value
  [[nodiscard]] static Value unknown(std::string reason) { return Value(Unknown{std::move(reason)}); }

  [[nodiscard]] bool known() const noexcept { return std::holds_alternative<T>(state_); }
  /// Precondition: known().
  [[nodiscard]] const T& get() const {
    DRYDOCK_CHECK(known());
    return std::get<T>(state_);
  }
  /// Precondition: !known().
  [[nodiscard]] const std::string& reason() const {
    DRYDOCK_CHECK(!known());
    return std::get<Unknown>(state_).reason;
  }
  friend bool operator==(const Value&, const Value&) = default;

 private:
  struct Unknown {
    std::string reason;
    friend bool operator==(const Unknown&, const Unknown&) = default;
  };
  explicit Value(Unknown unknown) : state_(std::move(unknown)) {}
  std::variant<T, Unknown> state_;
};

/// A collection of which some entries may not be known.
template <typename Entries>
struct Partial {
  Entries entries;                  ///< in the config for certain
  std::optional<std::string> rest;  ///< set: there may be more entries, for this reason
  friend bool operator==(const Partial&, const Partial&) = default;
};

/// The environment of an image: entries KEY=VALUE in the order of the config.
class VariableList {
 public:
  struct Entry {
    std::string key;
    Value<std::string> value;
    bool has_equals = true;  ///< false: the base image's entry is a name without "="
    friend bool operator==(const Entry&, const Entry&) = default;
  };

  /// Replaces the value of the first entry with that key, in its place, or adds one (convert.go, addEnv).
  void set(const std::string& key, Value<std::string> value);
  /// Adds an entry, whether or not there is one with that key; a base image may have two.
  void add(Entry entry);
  /// Makes the value of every entry unknown.
  void forget(const std::string& reason);

  /// With `rest` set, entries of the base image may stand before these, and these in the place of the base image's.
  [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }
  [[nodiscard]] const Entry* find(const std::string& key) const;

  std::optional<std::string> rest;  ///< as in Partial

 private:
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> first_;  // the first entry of each key
};

/// Durations are in nanoseconds; 0 everywhere means not given.
struct HealthcheckConfig {
  std::vector<std::string> test;
  long long interval = 0;
  long long timeout = 0;
  long long start_period = 0;
  long long start_interval = 0;
  long long retries = 0;
  friend bool operator==(const HealthcheckConfig&, const HealthcheckConfig&) = default;
};

/// The part of an OCI image config that says how a container starts. An empty text or list is the same as none, as the
/// config's JSON leaves both out.
struct ImageConfig {
  Value<std::string> author;
  VariableList env;
  Partial<std::map<std::string, Value<std::string>>> labels;
  Partial<std::set<std::string>> exposed_ports;  ///< "80/tcp"
  Partial<std::set<std::string>> volumes;
  Value<std::string> user;
  Value<std::string> working_dir;
  Value<std::string> stop_signal;
  Value<std::optional<HealthcheckConfig>> healthcheck;
  Value<std::vector<std::string>> shell;
  Value<std::vector<std::string>> cmd;
  Value<std::vector<std::string>> entrypoint;
  Value<bool> args_escaped;
  /// Triggers. Invariant: if there may be more, everything else is unknown too, as they may change anything.
  Partial<std::vector<std::string>> on_build;
  /// The operating system, which decides about the default shell; "" means that of the platform that is asked for.
  std::string os;
};

/// The config of an image that nothing is known of. As the triggers of such an image run before a stage's own
/// instructions, what a stage takes over from it is what those triggers leave.
[[nodiscard]] ImageConfig unknown_config(std::string_view image);

/// The config that FROM scratch begins with (image.go, emptyImage).
[[nodiscard]] ImageConfig scratch_config(std::string_view os);

/// The platform that is built on and for. The default is what the comparison with BuildKit uses.
struct Platform {
  std::string os = "linux";
  std::string architecture = "amd64";
};

/// The config of a base image, by its name with variables expanded; null if it is not known. The config must live as
/// long as the computation.
using FindBaseConfig = std::function<const ImageConfig*(std::string_view image)>;

struct ImageConfigOptions {
  Platform platform;
  FindBaseConfig find_base;  ///< empty: no base image is known
};

/// What a stage builds to if it is the target.
struct StageImage {
  InstructionIndex from = 0;
  std::string name;            ///< in lower case; "" if it has none
  std::string base;            ///< what FROM names, with variables expanded; "" if that fails
  Result<ImageConfig> config;  ///< or why BuildKit refuses to build the stage
};

/// The config of every stage, in the order of the file, each as the target of a build without build arguments.
///
/// A stage without a name, or with one that another stage has too, is computed as if the file ended after it: that way
/// it is the target as the last stage, which --target could not say.
///
/// A known value is the one that BuildKit computes, provided that BuildKit builds the stage. Not every reason for which
/// it refuses to is looked for: the build context, what the flags of RUN, COPY and ADD mean, and lint rules made errors
/// are not. A variable that holds an unknown value makes unknown all that is expanded with it, even where the value
/// would not show.
///
/// Precondition: the file is accepted. Time and memory are bounded by the size of the results, and these by a limit,
/// past which stages fail: variables can double with every line.
[[nodiscard]] std::vector<StageImage> compute_image_configs(const Snapshot& snapshot,
                                                            const ImageConfigOptions& options);

}  // namespace drydock
