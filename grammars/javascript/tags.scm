; Of several patterns that find one name the first says what it is.
; Functions, also the ones assigned to a name.
(function_declaration name: (identifier) @name) @definition.function
(generator_function_declaration name: (identifier) @name) @definition.function
(function_expression name: (identifier) @name) @definition.function
(generator_function name: (identifier) @name) @definition.function
(variable_declarator name: (identifier) @name value: [(arrow_function) (function_expression) (generator_function)]) @definition.function
(export_statement
  "default" @name
  value: [(arrow_function) (function_expression !name) (generator_function !name)]) @definition.function
((assignment_expression
  left: (member_expression object: (_) @_exports property: (property_identifier) @name)
  right: [(arrow_function) (function_expression) (generator_function)]) @definition.function
  (#any-of? @_exports "exports" "module.exports"))
(assignment_expression
  left: (member_expression
    object: [(identifier) @container (member_expression object: (identifier) @container property: (property_identifier) @_prototype)]
    property: [(property_identifier) (private_property_identifier)] @name)
  right: [(arrow_function) (function_expression) (generator_function)]
  (#eq? @_prototype "prototype")) @definition.method
(assignment_expression
  left: (member_expression property: [(property_identifier) (private_property_identifier)] @name)
  right: [(arrow_function) (function_expression) (generator_function)]) @definition.method

; Types and containers.
(class_declaration name: (identifier) @name) @definition.class
(class name: (identifier) @name) @definition.class
(variable_declarator name: (identifier) @name value: (class)) @definition.class
(export_statement "default" @name value: (class !name)) @definition.class

; Members.
((method_definition name: (property_identifier) @name) @definition.constructor (#eq? @name "constructor"))
(method_definition
  name: [
    (property_identifier) @name
    (private_property_identifier) @name
    (computed_property_name) @name
    (string (string_fragment) @name)
  ]) @definition.method
(pair
  key: [(property_identifier) @name (string (string_fragment) @name)]
  value: [(arrow_function) (function_expression) (generator_function)]) @definition.method
(field_definition
  property: [(property_identifier) @name (private_property_identifier) @name (string (string_fragment) @name)]
  value: [(arrow_function) (function_expression) (generator_function)]) @definition.method
(field_definition
  property: [(property_identifier) @name (private_property_identifier) @name (string (string_fragment) @name)]) @definition.field
((class_declaration
  name: (identifier) @container
  body: (class_body
    (method_definition
      name: (property_identifier) @_constructor
      body: (statement_block
        (expression_statement
          (assignment_expression
            left: (member_expression object: (this) property: (property_identifier) @name)) @definition.field)))))
  (#eq? @_constructor "constructor"))

; A decorator may stand before the word `export`.
(export_statement
  .
  (decorator) @start
  declaration: [(class_declaration name: (identifier) @name)]) @definition.class

; Constants and variables: of the module, or locals when they stand in a function.
((assignment_expression
  left: (member_expression object: (_) @_exports property: (property_identifier) @name)) @definition.variable
  (#any-of? @_exports "exports" "module.exports"))
(program
  (expression_statement
    (assignment_expression
      left: (member_expression
        object: (identifier) @container
        property: (property_identifier) @name)) @definition.field)
  (#not-any-of? @container "exports" "module" "window" "globalThis" "self" "process"))
; What `require` gives is an import and no definition.
((variable_declarator
  name: [(identifier) (object_pattern)]
  value: (call_expression function: (identifier) @_require arguments: (arguments . (string)))) @scope
  (#eq? @_require "require"))
(lexical_declaration
  kind: "const"
  (variable_declarator name: [
    (identifier) @name
    (object_pattern
      [
        (shorthand_property_identifier_pattern) @name
        (object_assignment_pattern left: (shorthand_property_identifier_pattern) @name)
        (rest_pattern (identifier) @name)
        (pair_pattern
          value: [
            (identifier) @name
            (assignment_pattern left: (identifier) @name)
            (object_pattern
              [
                (shorthand_property_identifier_pattern) @name
                (object_assignment_pattern left: (shorthand_property_identifier_pattern) @name)
                (pair_pattern value: (identifier) @name)
              ])
            (array_pattern (identifier) @name)
          ])
      ])
    (array_pattern
      [
        (identifier) @name
        (assignment_pattern left: (identifier) @name)
        (rest_pattern (identifier) @name)
        (object_pattern (shorthand_property_identifier_pattern) @name)
      ])
  ]) @binding.constant)
(lexical_declaration
  kind: "let"
  (variable_declarator name: [
    (identifier) @name
    (object_pattern
      [
        (shorthand_property_identifier_pattern) @name
        (object_assignment_pattern left: (shorthand_property_identifier_pattern) @name)
        (rest_pattern (identifier) @name)
        (pair_pattern
          value: [
            (identifier) @name
            (assignment_pattern left: (identifier) @name)
            (object_pattern
              [
                (shorthand_property_identifier_pattern) @name
                (object_assignment_pattern left: (shorthand_property_identifier_pattern) @name)
                (pair_pattern value: (identifier) @name)
              ])
            (array_pattern (identifier) @name)
          ])
      ])
    (array_pattern
      [
        (identifier) @name
        (assignment_pattern left: (identifier) @name)
        (rest_pattern (identifier) @name)
        (object_pattern (shorthand_property_identifier_pattern) @name)
      ])
  ]) @binding.variable)
(variable_declaration
  (variable_declarator name: [
    (identifier) @name
    (object_pattern
      [
        (shorthand_property_identifier_pattern) @name
        (object_assignment_pattern left: (shorthand_property_identifier_pattern) @name)
        (rest_pattern (identifier) @name)
        (pair_pattern
          value: [
            (identifier) @name
            (assignment_pattern left: (identifier) @name)
            (object_pattern
              [
                (shorthand_property_identifier_pattern) @name
                (object_assignment_pattern left: (shorthand_property_identifier_pattern) @name)
                (pair_pattern value: (identifier) @name)
              ])
            (array_pattern (identifier) @name)
          ])
      ])
    (array_pattern
      [
        (identifier) @name
        (assignment_pattern left: (identifier) @name)
        (rest_pattern (identifier) @name)
        (object_pattern (shorthand_property_identifier_pattern) @name)
      ])
  ]) @binding.variable)

; What is bound in there is local.
[
  (function_declaration) (generator_function_declaration) (function_expression) (generator_function)
  (arrow_function) (method_definition) (class_static_block)
] @scope

; Imports.
(import_statement . "import" . source: (string) @import)
(import_statement
  (import_clause
    [
      (identifier) @import.name
      (namespace_import (identifier) @import.name)
      (named_imports (import_specifier name: (identifier) @import.name))
    ])
  source: (string) @import)
(export_statement source: (string) @import)
(export_statement
  (export_clause (export_specifier name: (identifier) @import.name))
  source: (string) @import)
((call_expression
  function: (identifier) @_require
  arguments: (arguments . (string) @import))
  (#eq? @_require "require"))
(variable_declarator
  name: [
    (identifier) @import.name
    (object_pattern
      [
        (shorthand_property_identifier_pattern) @import.name
        (pair_pattern key: (property_identifier) @import.name)
      ])
  ]
  value: (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string) @import))
  (#eq? @_require "require"))
(call_expression function: (import) arguments: (arguments . (string) @import))

; Inheritance.
(class_declaration
  name: (identifier) @inherit.of
  (class_heritage
    [
      (identifier) @inherit
      (member_expression property: (property_identifier) @inherit)
      (call_expression arguments: (arguments (identifier) @inherit))
    ]))
(variable_declarator
  name: (identifier) @inherit.of
  value: (class (class_heritage (identifier) @inherit)))

; References.
(call_expression function: (identifier) @reference.call)
(call_expression
  function: (member_expression property: [(property_identifier) (private_property_identifier)] @reference.call))
(new_expression constructor: (identifier) @reference.call)
(new_expression constructor: (member_expression property: (property_identifier) @reference.call))
(decorator (identifier) @reference.call)
(decorator (member_expression property: (property_identifier) @reference.call))
(export_specifier name: (identifier) @reference.name)
(class_heritage (identifier) @reference.type)
(class_heritage (member_expression property: (property_identifier) @reference.type))
((jsx_opening_element name: (identifier) @reference.name) (#match? @reference.name "^[^a-z]"))
((jsx_self_closing_element name: (identifier) @reference.name) (#match? @reference.name "^[^a-z]"))
(jsx_opening_element name: (member_expression property: (property_identifier) @reference.name))
(jsx_self_closing_element name: (member_expression property: (property_identifier) @reference.name))
