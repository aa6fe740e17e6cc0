; Definitions.
(rule_set (selectors) @name) @definition.section
(media_statement . [(keyword_query) (feature_query) (binary_query) (unary_query) (parenthesized_query)] @name) @definition.section
(keyframes_statement (keyframes_name) @name) @definition.section
(supports_statement . [(feature_query) (binary_query) (unary_query) (parenthesized_query)] @name) @definition.section
(at_rule (at_keyword) @_layer (keyword_query) @name (block) (#eq? @_layer "@layer")) @definition.section
((at_rule (at_keyword) @_property (keyword_query) @name) @definition.variable (#eq? @_property "@property"))
((at_rule (at_keyword) @_container . (_) @name) @definition.section (#eq? @_container "@container"))
((at_rule (at_keyword) @name . (block)) @definition.section)
((declaration (property_name) @name) @definition.variable
  (#match? @name "^--"))

; Imports.
(import_statement . (string_value (string_content) @import))
(import_statement . (call_expression (arguments . (string_value (string_content) @import))))
(import_statement . (call_expression (arguments . (plain_value) @import)))

; References: custom properties and animations.
((call_expression (function_name) @_var (arguments . (plain_value) @reference.name))
  (#eq? @_var "var"))
(class_selector (class_name) @reference.name)
(id_selector (id_name) @reference.name)
