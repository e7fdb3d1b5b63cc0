// Recognises files that are templates of Dockerfiles: what they mean is only known once they are rendered.
#pragma once

#include <optional>
#include <string_view>

#include "ir/dockerfile.hpp"

namespace drydock {

/// The first mark of a template language in a file, if it has one:
///
/// - `{% … %}`, `{# … #}`: Jinja; `<% … %>`: ERB
/// - `{{ … }}`: Jinja, Go templates, Mustache. In RUN and heredocs `{{.Name}}`, `{{json …}}` and the like are left out:
///   commands such as `docker inspect --format` take them. In RUN those with blanks have to be between quotes.
/// - `@NAME@`, `@@name@@`, `%%NAME%%`: placeholders that a configure script or sed replaces
/// - a word of CMD, ENTRYPOINT or HEALTHCHECK in shell form that is wholly a placeholder, as `__NAME__` or `{name}`
/// - a legacy ENV whose value is the word `placeholder`, which sed replaces up to the end of the line
/// - an instruction that is a macro call of m4, such as `include(`
/// - comments that a preprocessor reads: `#include "file"`, `#if …` with its `#endif` or `#end`, `#{name}` alone
/// - a FROM with a name that neither an image nor a stage before it can have, such as `BASEIMAGE`
///
/// What sed replaces in a RUN of the file itself, as in `'s/@NAME@/value/'`, is no mark.
///
/// Linear.
[[nodiscard]] std::optional<TemplateMark> find_template_mark(const Source& source, const Tree& tree,
                                                             const Dockerfile& dockerfile);

}  // namespace drydock
