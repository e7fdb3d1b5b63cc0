// The image config: what an image says of how its containers start. Values that the file does not show are terms.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "base/name_index.hpp"
#include "ir/dockerfile.hpp"

namespace drydock {

/// Something that the file alone does not tell.
struct Unknown {
  std::string reason;  ///< for people
  /// What it is, written so that equal terms stand for equal values whatever the base images hold (see expand_to_term).
  std::string term;

  friend bool operator==(const Unknown& left, const Unknown& right) { return left.term == right.term; }
};

/// What stages inherit is copied from one to the next, and never changed.
using SharedUnknown = std::shared_ptr<const Unknown>;

/// A value, or what is known of it. Equal values are certainly the same; others may be too, if one of them is unknown.
template <typename T>
class Value {
 public:
  Value() = default;
  Value(T value) : value_(std::move(value)) {}            // NOLINT(google-explicit-constructor): a known Value
  Value(Unknown unknown)
      : unknown_(std::make_shared<const Unknown>(std::move(unknown))) {}  // NOLINT(google-explicit-constructor)
  /// Precondition: it is not null.
  explicit Value(SharedUnknown unknown) : unknown_(std::move(unknown)) {}

  [[nodiscard]] bool known() const noexcept { return unknown_ == nullptr; }
  /// Precondition: known().
  [[nodiscard]] const T& get() const {
    DRYDOCK_CHECK(known());
    return value_;
  }
  /// Precondition: !known().
  [[nodiscard]] const Unknown& unknown() const {
    DRYDOCK_CHECK(!known());
    return *unknown_;
  }
  [[nodiscard]] const std::string& reason() const { return unknown().reason; }
  /// The value with a part of it in its place, such as a member.
  template <typename Part, typename Result = std::decay_t<std::invoke_result_t<Part, T>>>
  [[nodiscard]] Value<Result> map(Part part) && {
    if (known()) return std::invoke(part, std::move(value_));
    return Value<Result>(std::move(unknown_));
  }
  friend bool operator==(const Value& left, const Value& right) {
    if (left.known() != right.known()) return false;
    return left.known() ? left.get() == right.get() : left.unknown() == right.unknown();
  }

 private:
  T value_{};              // as it is made if it is not known
  SharedUnknown unknown_;  // null if it is known
};

/// Why a collection may have entries that are not listed; or nothing: then it has no others. Copies are cheap.
class Rest {
 public:
  Rest() = default;
  Rest(Unknown unknown)
      : unknown_(std::make_shared<const Unknown>(std::move(unknown))) {}  // NOLINT(google-explicit-constructor)
  explicit Rest(SharedUnknown unknown) : unknown_(std::move(unknown)) {}

  explicit operator bool() const noexcept { return unknown_ != nullptr; }
  const Unknown& operator*() const noexcept { return *unknown_; }
  const Unknown* operator->() const noexcept { return unknown_.get(); }
  void reset() noexcept { unknown_.reset(); }
  friend bool operator==(const Rest& left, const Rest& right) {
    return left.unknown_ == right.unknown_ || (left && right && *left == *right);
  }

 private:
  SharedUnknown unknown_;
};

/// A collection of which some entries may not be known.
template <typename Entries>
struct Partial {
  Entries entries;  ///< in the config for certain
  Rest rest;
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
  void set(std::string_view key, Value<std::string> value);
  /// Adds an entry, whether or not there is one with that key; a base image may have two.
  void add(Entry entry);
  /// Makes the value of every entry unknown: `change`, whose key is not known, may have been to any of them.
  void forget(const Unknown& change);

  /// With `rest` set, entries of the base image may stand before these, and these in the place of the base image's.
  [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }
  [[nodiscard]] const Entry* find(std::string_view key) const;

  Rest rest;

  friend bool operator==(const VariableList& left, const VariableList& right) {
    return left.entries_ == right.entries_ && left.rest == right.rest;
  }

 private:
  std::vector<Entry> entries_;
  NameIndex first_;  // the first entry of each key
};

/// The value that `value` has after a change whose place is not known.
[[nodiscard]] Unknown maybe_changed(const Value<std::string>& value, const Unknown& change);

/// The PATH of an image that sets none, but for Windows (util/system/path.go, DefaultPathEnvUnix).
inline constexpr std::string_view default_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

struct HealthcheckConfig : HealthcheckTiming {
  std::vector<std::string> test;
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
  /// Of an ENTRYPOINT that is not known: there is none, or it starts its arguments as they are, whatever program they
  /// name.
  bool entrypoint_starts_programs = false;
  /// Of variables that are not listed: none of them changes how a shell starts (BASH_ENV, SHELLOPTS, BASHOPTS), and
  /// PATH, if it is one of them, has nothing but absolute folders.
  bool ordinary_environment = false;
};

/// The config of an image that nothing is known of. As the triggers of such an image run before a stage's own
/// instructions, what a stage takes over from it is what those triggers leave. `full_name` is full_image_name(image).
[[nodiscard]] ImageConfig unknown_config(std::string_view image, std::string_view full_name);
[[nodiscard]] ImageConfig unknown_config(std::string_view image);

/// The config that FROM scratch begins with (image.go, emptyImage).
[[nodiscard]] ImageConfig scratch_config(std::string_view os);

}  // namespace drydock
