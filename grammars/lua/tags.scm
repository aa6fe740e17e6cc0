; Definitions.
(function_declaration name: (identifier) @name) @definition.function
(function_declaration name: (dot_index_expression field: (identifier) @name)) @definition.method
(function_declaration name: (method_index_expression method: (identifier) @name)) @definition.method
(assignment_statement
  (variable_list . name: (identifier) @name)
  (expression_list . value: (function_definition))) @definition.function
(assignment_statement
  (variable_list . name: (dot_index_expression field: (identifier) @name))
  (expression_list . value: (function_definition))) @definition.method
(field name: (identifier) @name value: (function_definition)) @definition.method
(chunk
  [
    (assignment_statement
      (variable_list name: (identifier) @name)
      (expression_list
        .
        value: [
          (binary_expression) (bracket_index_expression) (dot_index_expression) (false) (identifier) (nil) (number)
          (parenthesized_expression) (string) (table_constructor) (true) (unary_expression) (vararg_expression)
        ]))
    (variable_declaration
      (assignment_statement
        (variable_list name: (identifier) @name)
        (expression_list
          .
          value: [
            (binary_expression) (bracket_index_expression) (dot_index_expression) (false) (identifier) (nil) (number)
            (parenthesized_expression) (string) (table_constructor) (true) (unary_expression) (vararg_expression)
          ])))
    (variable_declaration (variable_list name: (identifier) @name))
  ] @definition.variable)
((chunk
  [
    (assignment_statement
      (variable_list name: (identifier) @name)
      (expression_list . value: (function_call name: (_) @_callee)))
    (variable_declaration
      (assignment_statement
        (variable_list name: (identifier) @name)
        (expression_list . value: (function_call name: (_) @_callee))))
  ] @definition.variable)
  (#not-eq? @_callee "require"))

; Imports.
((function_call name: (identifier) @_require arguments: (arguments . (string) @import))
  (#any-of? @_require "require" "dofile" "loadfile"))
((assignment_statement
  (variable_list . name: (identifier) @import.name)
  (expression_list
    . value: (function_call name: (identifier) @_require arguments: (arguments . (string) @import))))
  (#eq? @_require "require"))

; References.
(function_call name: (identifier) @reference.call)
(function_call name: (dot_index_expression field: (identifier) @reference.call))
(function_call name: (method_index_expression method: (identifier) @reference.call))
