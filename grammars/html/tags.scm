; Markup defines nothing that a question names, and large generated pages hold millions of tags: only what a page
; loads is taken. The code inside is parsed in its own language (injections.scm).

((script_element
  (start_tag (attribute (attribute_name) @_src (quoted_attribute_value (attribute_value) @import))))
  (#eq? @_src "src"))
