// The one file that instantiates the grammars of arguments and JSON.
#include "syntax/arguments.hpp"

#include <cmath>
#include <cstdlib>

#include "../../grammar/arguments.hpp"
#include "../../grammar/json.hpp"
#include "base/unicode.hpp"
#include "syntax/parse_flat.hpp"

namespace drydock {
namespace {

namespace rules = grammar::arguments;
namespace json = grammar::json;
namespace pegtl = tao::pegtl;

using Input = pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf, const char*>;

Input input_of(std::string_view text) { return Input(text.data(), text.data() + text.size(), ""); }

constexpr bool is_separator(char byte) noexcept {
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\v' || byte == '\f';
}

/// The range of a part of `whole`, which must be a view into it.
TextRange range_in(std::string_view whole, std::string_view part) {
  const auto begin = to_offset(static_cast<std::size_t>(part.data() - whole.data()));
  return {begin, begin + to_offset(part.size())};
}

// --- flags ----------------------------------------------------------------------------------------------------------

struct FlagReader : rules::ArgumentState {
  std::string_view line;
  std::string word;
  std::vector<ArgumentText>* flags = nullptr;
  const char* first_flag = nullptr;
};

template <typename Rule>
struct flag_action : pegtl::nothing<Rule> {};

struct add_flag_byte {
  template <typename Input>
  static void apply(const Input& in, FlagReader& reader) {
    append_utf8(reader.word, static_cast<unsigned char>(*in.begin()));
  }
};
template <>
struct flag_action<rules::flag_byte> : add_flag_byte {};
template <>
struct flag_action<rules::escaped_flag_byte> : add_flag_byte {};
template <>
struct flag_action<rules::flag> {
  template <typename Input>
  static void apply(const Input& in, FlagReader& reader) {
    if (reader.first_flag == nullptr) reader.first_flag = in.begin();
    if (reader.word == "--") {
      reader.flags_ended = true;
    } else {
      ArgumentText flag{range_in(reader.line, {in.begin(), in.size()}), std::nullopt};
      if (flag.range.of(reader.line) != reader.word) flag.value = std::move(reader.word);
      reader.flags->push_back(std::move(flag));
    }
    reader.word.clear();
  }
};
template <>
struct flag_action<rules::plain_flag> {
  template <typename Input>
  static void apply(const Input& in, FlagReader& reader) {
    if (reader.first_flag == nullptr) reader.first_flag = in.begin();
    if (in.size() == 2) {
      reader.flags_ended = true;
    } else {
      reader.flags->emplace_back().range = range_in(reader.line, {in.begin(), in.size()});
    }
  }
};

// --- JSON -----------------------------------------------------------------------------------------------------------

struct JsonReader {
  std::string_view text;
  std::vector<ArgumentText>* strings = nullptr;
  // Of the string that is being read: a first piece of plain text stays in the source until something follows it.
  std::string_view first;
  std::string decoded;
  bool differs = false;  // the string is not what its bytes say: `decoded` has what was read so far, `first` is in it
  char32_t high_surrogate = 0;
  bool number_overflows = false;

  std::string& decode() {
    if (!differs) decoded = first;
    differs = true;
    return decoded;
  }
  void flush_surrogate() {
    if (high_surrogate != 0) append_utf8(decoded, replacement_character);
    high_surrogate = 0;
  }
};

template <typename Rule>
struct json_action : pegtl::nothing<Rule> {};

template <>
struct json_action<json::plain> {
  template <typename Input>
  static void apply(const Input& in, JsonReader& reader) {
    reader.flush_surrogate();
    const std::string_view bytes(in.begin(), in.size());
    const bool valid = is_valid_utf8(bytes);
    if (!reader.differs && reader.first.empty() && valid) {
      reader.first = bytes;
    } else if (valid) {
      reader.decode() += bytes;
    } else {
      reader.decode() += with_replacement_characters(bytes);
    }
  }
};
template <>
struct json_action<json::short_escape> {
  template <typename Input>
  static void apply(const Input& in, JsonReader& reader) {
    reader.flush_surrogate();
    std::string& decoded = reader.decode();
    switch (*in.begin()) {
      case 'b': decoded += '\b'; break;
      case 'f': decoded += '\f'; break;
      case 'n': decoded += '\n'; break;
      case 'r': decoded += '\r'; break;
      case 't': decoded += '\t'; break;
      default: decoded += *in.begin();
    }
  }
};
template <>
struct json_action<json::unicode_escape> {
  template <typename Input>
  static void apply(const Input& in, JsonReader& reader) {
    reader.decode();
    const auto value = static_cast<char32_t>(std::strtoul(std::string(in.begin() + 1, in.end()).c_str(), nullptr, 16));
    const bool low = value >= 0xDC00 && value <= 0xDFFF;
    if (low && reader.high_surrogate != 0) {
      append_utf8(reader.decoded, 0x10000 + ((reader.high_surrogate - 0xD800) << 10) + (value - 0xDC00));
      reader.high_surrogate = 0;
      return;
    }
    reader.flush_surrogate();
    if (value >= 0xD800 && value <= 0xDBFF) {
      reader.high_surrogate = value;
    } else {
      append_utf8(reader.decoded, value);  // a lone low surrogate becomes U+FFFD
    }
  }
};
template <>
struct json_action<json::string> {
  template <typename Input>
  static void apply(const Input& in, JsonReader& reader) {
    reader.flush_surrogate();
    ArgumentText& string = reader.strings->emplace_back();
    string.range = range_in(reader.text, {in.begin(), in.size()});
    string.quoted = true;
    if (reader.differs) string.value = std::move(reader.decoded);
    reader.first = {};
    reader.decoded.clear();
    reader.differs = false;
  }
};

template <typename Rule>
struct number_action : pegtl::nothing<Rule> {};
template <>
struct number_action<json::number> {
  template <typename Input>
  static void apply(const Input& in, JsonReader& reader) {
    // Go refuses a number that no float64 can hold, and then the whole text is no JSON.
    if (std::isinf(std::strtod(std::string(in.begin(), in.end()).c_str(), nullptr))) reader.number_overflows = true;
  }
};

/// leading-string-array = ws "[" … "]"   without the demand that the text ends there
struct leading_string_array
    : pegtl::seq<json::ws, pegtl::one<'['>, json::ws,
                 pegtl::opt<json::string, json::ws, pegtl::star<pegtl::one<','>, json::ws, json::string, json::ws>>,
                 pegtl::one<']'>> {};

// --- words and fields -------------------------------------------------------------------------------------------------

struct WordReader : rules::ArgumentState {
  std::string_view text;
  bool escape_dropped = false;
  std::vector<ArgumentText>* words = nullptr;
};

template <typename Rule>
struct word_action : pegtl::nothing<Rule> {};
template <>
struct word_action<rules::dropped_escape> {
  static void apply0(WordReader& reader) { reader.escape_dropped = true; }
};
template <>
struct word_action<rules::word> {
  template <typename Input>
  static void apply(const Input& in, WordReader& reader) {
    std::string_view bytes(in.begin(), in.size());
    const TextRange range = range_in(reader.text, bytes);
    if (reader.escape_dropped) bytes.remove_suffix(1);
    if (bytes.empty()) return;
    ArgumentText& word = reader.words->emplace_back();
    word.range = range;
    if (reader.escape_dropped || !is_valid_utf8(bytes)) word.value = with_replacement_characters(bytes);
  }
};

template <typename Rule>
struct field_action : pegtl::nothing<Rule> {};
template <>
struct field_action<rules::field> {
  template <typename Input>
  static void apply(const Input& in, std::string_view& text, SpareList<TextRange>& fields) {
    fields.push_back(range_in(text, {in.begin(), in.size()}));
  }
};

}  // namespace

SplitLine split_line(std::string_view line, char escape) {
  SplitLine split;
  split_line(line, escape, split);
  return split;
}

void split_line(std::string_view line, char escape, SplitLine& split) {
  split.flags.clear();
  const std::string_view trimmed = trim_space(line);
  std::size_t end = 0;
  while (end < trimmed.size() && !is_separator(trimmed[end])) ++end;
  split.keyword = range_in(line, trimmed.substr(0, end));
  std::size_t rest = end;
  while (rest < trimmed.size() && is_separator(trimmed[rest])) ++rest;
  const std::string_view after = trimmed.substr(rest);
  split.flags_range = split.arguments = range_in(line, after);

  // Nearly all lines have no flag.
  std::string_view arguments = after;
  const bool maybe_flags = !after.empty() && (after.front() == '-' || is_latin1_space(after.front()));
  if (maybe_flags) {
    FlagReader reader;
    reader.escape = escape;
    reader.line = line;
    reader.flags = &split.flags;
    Input input = input_of(after);
    parse_flat<rules::flags, flag_action>(input, reader);
    arguments = {input.current(), input.size()};
    if (reader.first_flag != nullptr) {
      split.flags_range.begin = range_in(line, {reader.first_flag, 0}).begin;
    }
    split.flags_range.end = range_in(line, arguments).begin;
    if (reader.first_flag == nullptr) split.flags_range.begin = split.flags_range.end;
  } else {
    split.flags_range.end = split.flags_range.begin;
  }
  const std::string_view trimmed_arguments = trim_space(arguments);
  split.arguments = range_in(line, trimmed_arguments);
}

StringArray parse_string_array(std::string_view text) {
  StringArray array;
  parse_string_array(text, array);
  for (ArgumentText& string : array.strings) {
    if (!string.value) string.value = std::string(string.of(text));
  }
  return array;
}

void parse_string_array(std::string_view text, StringArray& array) {
  array.kind = ArrayKind::none;
  array.strings.clear();
  const std::string_view trimmed = text.substr(leading_space_size(text));
  if (!trimmed.starts_with('[')) return;
  JsonReader reader;
  reader.text = text;
  reader.strings = &array.strings;
  Input input = input_of(trimmed);
  if (parse_flat<json::string_array, json_action>(input, reader)) {
    array.kind = ArrayKind::strings;
    return;
  }
  array.strings.clear();
  Input again = input_of(trimmed);
  if (pegtl::parse<json::any_array, number_action>(again, reader) && !reader.number_overflows) {
    array.kind = ArrayKind::other_elements;
  }
}

std::optional<std::size_t> end_of_leading_string_array(std::string_view text) {
  // As parse_string_array does, which takes more for white space than JSON.
  Input input = input_of(text.substr(leading_space_size(text)));
  if (!parse_flat<leading_string_array>(input)) return std::nullopt;
  return static_cast<std::size_t>(input.current() - text.data());
}

std::vector<ArgumentText> split_words(std::string_view text, char escape) {
  std::vector<ArgumentText> words;
  split_words(text, escape, words);
  return words;
}

void split_words(std::string_view text, char escape, std::vector<ArgumentText>& words) {
  words.clear();
  WordReader reader;
  reader.escape = escape;
  reader.text = text;
  reader.words = &words;
  Input input = input_of(text);
  parse_flat<rules::words, word_action>(input, reader);
}

SpareList<TextRange> split_fields(std::string_view text) {
  SpareList<TextRange> fields;
  split_fields(text, fields);
  return fields;
}

void split_fields(std::string_view text, SpareList<TextRange>& fields) {
  fields.clear();
  Input input = input_of(text);
  parse_flat<rules::fields, field_action>(input, text, fields);
}

}  // namespace drydock
