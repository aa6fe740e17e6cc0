; Definitions. A signature may be wrapped in a return type or a where clause.
(module_definition name: (identifier) @name) @definition.module
; What makes a struct stands inside of it and has its name.
((struct_definition
  (type_head [(identifier) @_type (_ . (identifier) @_type) (_ . (_ . (identifier) @_type))])
  [
    (assignment
      .
      [
        (call_expression . [(identifier) @name (parametrized_type_expression . (identifier) @name)])
        (where_expression . (call_expression . [(identifier) @name (parametrized_type_expression . (identifier) @name)]))
      ])
    (function_definition
      (signature
        [
          (call_expression . [(identifier) @name (parametrized_type_expression . (identifier) @name)])
          (where_expression . (call_expression . [(identifier) @name (parametrized_type_expression . (identifier) @name)]))
        ]))
  ] @definition.constructor)
  (#eq? @name @_type))
(function_definition
  (signature
    [
      (identifier) @name
      (call_expression . [(identifier) @name (operator) @name (field_expression (identifier) @name .)])
      (_ . (call_expression . [(identifier) @name (operator) @name (field_expression (identifier) @name .)]))
      (_ . (_ . (call_expression . [(identifier) @name (field_expression (identifier) @name .)])))
    ])) @definition.function
(assignment
  .
  [
    (call_expression
      .
      [
        (identifier) @name
        (operator) @name
        (field_expression (identifier) @name .)
        (field_expression (quote_expression [(operator) @name (parenthesized_expression (operator) @name)]) .)
      ])
    (typed_expression . (call_expression . [(identifier) @name (field_expression (identifier) @name .)]))
    (where_expression . (call_expression . [(identifier) @name (field_expression (identifier) @name .)]))
    (where_expression . (_ . (call_expression . [(identifier) @name (field_expression (identifier) @name .)])))
  ]) @definition.function
(macro_definition (signature (call_expression . (identifier) @name))) @definition.macro
(struct_definition
  (type_head
    [
      (identifier) @name
      (_ . (identifier) @name)
      (_ . (_ . (identifier) @name))
    ])) @definition.struct
(abstract_definition
  (type_head
    [
      (identifier) @name
      (_ . (identifier) @name)
      (_ . (_ . (identifier) @name))
    ])) @definition.type
(primitive_definition
  (type_head [(identifier) @name (binary_expression . (identifier) @name)])) @definition.type
(struct_definition (typed_expression . (identifier) @name) @definition.field)
(const_statement
  (assignment
    . [(identifier) @name (typed_expression . (identifier) @name) (parametrized_type_expression . (identifier) @name)])) @definition.constant
(const_statement (assignment . (open_tuple (identifier) @name))) @definition.constant
(assignment . (identifier) @name . (operator) . (arrow_function_expression)) @definition.function
(global_statement (assignment . (identifier) @name)) @definition.variable
(struct_definition [(identifier) @name (assignment . (typed_expression . (identifier) @name))] @definition.field)
((macrocall_expression
  (macro_identifier (identifier) @_enum)
  (macro_argument_list
    .
    (_)
    [
      (identifier) @name @definition.constant
      (assignment . (identifier) @name (juxtaposition_expression (identifier) @name)?) @definition.constant
      (compound_statement
        [(identifier) @name @definition.constant (assignment . (identifier) @name) @definition.constant])
    ]))
  (#eq? @_enum "enum"))
((macrocall_expression
  (macro_identifier (identifier) @_enum)
  (macro_argument_list . [(identifier) @name (typed_expression . (identifier) @name)])) @definition.enum
  (#eq? @_enum "enum"))
(assignment
  .
  [
    (identifier) @name
    (typed_expression . (identifier) @name)
    (open_tuple (identifier) @name)
    (tuple_expression (identifier) @name)
  ]) @binding.variable

; What is bound in there is local.
[
  (function_definition) (arrow_function_expression) (macro_definition) (let_statement) (for_statement)
  (struct_definition) (do_clause) (macrocall_expression)
] @scope

; Imports.
([
  (using_statement
    [
      (identifier) @import
      (scoped_identifier) @import
      (import_path) @import
      (selected_import . (_) @import [(identifier) (macro_identifier) (operator)] @import.name)
      (import_alias . (_) @import . (identifier) @import.name)
    ])
  (import_statement
    [
      (identifier) @import
      (scoped_identifier) @import
      (import_path) @import
      (selected_import . (_) @import [(identifier) (macro_identifier) (operator)] @import.name)
      (import_alias . (_) @import . (identifier) @import.name)
    ])
])
((call_expression . (identifier) @_include . (argument_list . (string_literal) @import))
  (#eq? @_include "include"))

; Inheritance.
(type_head
  (binary_expression
    .
    [(identifier) @inherit.of (_ . (identifier) @inherit.of)]
    (operator)
    [(identifier) @inherit (_ . (identifier) @inherit)]
    .))

; References.
(call_expression . [(identifier) @reference.call (field_expression (identifier) @reference.call .)])
(call_expression . (parametrized_type_expression . (identifier) @reference.call))
(broadcast_call_expression . [(identifier) @reference.call (field_expression (identifier) @reference.call .)])
(macrocall_expression (macro_identifier (identifier) @reference.call))
(typed_expression (_) . (identifier) @reference.type .)
(unary_typed_expression (identifier) @reference.type .)
(parametrized_type_expression . (identifier) @reference.type)
(curly_expression (identifier) @reference.type)
(export_statement (identifier) @reference.name)
