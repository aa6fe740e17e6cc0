; Definitions: snippets, and elements with an id.
(snippet_statement (snippet_start (snippet_name) @name)) @definition.function
((element
  (start_tag
    (attribute (attribute_name) @_id (quoted_attribute_value (attribute_value) @name)))) @definition.section
  (#eq? @_id "id"))
((element
  (self_closing_tag
    (attribute (attribute_name) @_id (quoted_attribute_value (attribute_value) @name)))) @definition.section
  (#eq? @_id "id"))

; References: components, and names that stand alone in braces.
((start_tag (tag_name) @reference.name)
  (#match? @reference.name "^[^a-z]|[.]"))
((self_closing_tag (tag_name) @reference.name)
  (#match? @reference.name "^[^a-z]|[.]"))
((attribute (expression (svelte_raw_text) @reference.name))
  (#match? @reference.name "^[A-Za-z_$][A-Za-z0-9_$]*$"))
