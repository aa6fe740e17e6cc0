; Definitions.
(function_declaration name: (identifier) @name) @definition.function
(function_declaration name: (dot_index_expression table: (_) @container field: (identifier) @name)) @definition.method
(function_declaration name: (method_index_expression table: (_) @container method: (identifier) @name)) @definition.method
(assignment_statement
  (variable_list . name: (identifier) @name)
  (expression_list . value: (function_definition))) @definition.function
(assignment_statement
  (variable_list . name: (dot_index_expression table: (_) @container field: (identifier) @name))
  (expression_list . value: (function_definition))) @definition.method
(assignment_statement
  (variable_list . name: (bracket_index_expression table: (identifier) @container field: (string (string_content) @name)))
  (expression_list . value: (function_definition))) @definition.method
(field name: [(identifier) @name (string (string_content) @name)] value: (function_definition)) @definition.method
; A table that holds functions is what they belong to.
(field name: (identifier) @name value: (table_constructor (field value: (function_definition)))) @definition.field
(chunk
  (assignment_statement
    (variable_list name: (dot_index_expression table: (identifier) @container field: (identifier) @name))) @definition.field)
; What `require` gives is an import and no definition.
((assignment_statement
  (expression_list
    . value: [
      (function_call name: (identifier) @_require)
      (dot_index_expression table: (function_call name: (identifier) @_require))
    ])) @scope
  (#eq? @_require "require"))
(variable_declaration (variable_list name: (identifier) @name)) @binding.variable
(assignment_statement (variable_list name: (identifier) @name)) @binding.variable

; What is bound in there is local.
[(function_declaration) (function_definition) (for_statement)] @scope

; Imports.
((function_call name: (identifier) @_require arguments: (arguments . (string) @import))
  (#any-of? @_require "require" "dofile" "loadfile"))
((assignment_statement
  (variable_list . name: (identifier) @import.as)
  (expression_list
    . value: (function_call name: (identifier) @_require arguments: (arguments . (string) @import))))
  (#eq? @_require "require"))
((assignment_statement
  (variable_list . name: (identifier) @import.as)
  (expression_list
    . value: (dot_index_expression
      table: (function_call name: (identifier) @_require arguments: (arguments . (string) @import))
      field: (identifier) @import.name)))
  (#eq? @_require "require"))

; References.
(function_call name: (identifier) @reference.call)
(function_call name: (dot_index_expression table: (_) @receiver field: (identifier) @reference.call))
(function_call name: (method_index_expression table: (_) @receiver method: (identifier) @reference.call))

; Values: a name that is handed on is used.
(arguments [(identifier) @reference.name (dot_index_expression table: (_) @receiver field: (identifier) @reference.name)])
(field value: [(identifier) @reference.name (dot_index_expression table: (_) @receiver field: (identifier) @reference.name)])
(return_statement (expression_list (identifier) @reference.name))

; Locals.
(parameters name: (identifier) @local)
(for_generic_clause (variable_list name: (identifier) @local))
(for_numeric_clause name: (identifier) @local)
