// Recognises files that are templates of Dockerfiles: what they mean is only known once they are rendered.
#pragma once

#include <optional>
#include <string_view>

#include "ir/dockerfile.hpp"

namespace drydock {

/// The first mark of a template language in a file, if it has one:
///
/// - `{% … %}`, `{# … #}`: Jinja; `<% … %>`: ERB
/// - `{{ … }}`: Jinja, Go templates, Mustache. In RUN, CMD, ENTRYPOINT, HEALTHCHECK and heredocs `{{.Name}}`, `{{json …}}`
///   and the like are left out: commands such as `docker inspect --format` take them.
/// - `@NAME@`, `@@name@@`, `%%NAME%%`: placeholders that a configure script or sed replaces
/// - an instruction that is a macro call of m4, such as `include(`
///
/// Linear.
[[nodiscard]] std::optional<TemplateMark> find_template_mark(const Source& source,
                                                             const Dockerfile& dockerfile);

}  // namespace drydock
