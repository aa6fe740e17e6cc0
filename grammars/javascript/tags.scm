; Functions, also the ones assigned to a name.
(function_declaration name: (identifier) @name) @definition.function
(generator_function_declaration name: (identifier) @name) @definition.function
(function_expression name: (identifier) @name) @definition.function
(variable_declarator
  name: (identifier) @name
  value: [(arrow_function) (function_expression !name) (generator_function !name)]) @definition.function
(assignment_expression
  left: (member_expression property: [(property_identifier) (private_property_identifier)] @name)
  right: [(arrow_function) (function_expression !name) (generator_function !name)]) @definition.function

; Types and containers.
(class_declaration name: (identifier) @name) @definition.class
(variable_declarator name: (identifier) @name value: (class)) @definition.class

; Members.
((method_definition name: (property_identifier) @name) @definition.method (#not-eq? @name "constructor"))
((method_definition name: (property_identifier) @name) @definition.constructor (#eq? @name "constructor"))
(method_definition name: (private_property_identifier) @name) @definition.method
(method_definition name: (string (string_fragment) @name)) @definition.method
(pair key: (property_identifier) @name value: [(arrow_function) (function_expression !name) (generator_function !name)]) @definition.method
(pair key: (string (string_fragment) @name) value: [(arrow_function) (function_expression !name) (generator_function !name)]) @definition.method
(field_definition
  property: [(property_identifier) (private_property_identifier)] @name
  value: [(arrow_function) (function_expression !name) (generator_function !name)]) @definition.method
(field_definition
  property: [(property_identifier) (private_property_identifier)] @name
  !value) @definition.field
(field_definition
  property: [(property_identifier) (private_property_identifier)] @name
  value: [
    (array) (await_expression) (binary_expression) (call_expression) (false) (identifier)
    (member_expression) (new_expression) (null) (number) (object) (parenthesized_expression) (regex)
    (string) (subscript_expression) (template_string) (ternary_expression) (this) (true) (unary_expression)
    (undefined) (assignment_expression) (augmented_assignment_expression) (update_expression)
    (sequence_expression) (meta_property) (jsx_element) (jsx_self_closing_element)
  ]) @definition.field

; Constants and variables of the module (not locals). Few patterns start at the program node: each of them
; is a match in progress for the whole file.
(program
  (lexical_declaration
    kind: "const"
    (variable_declarator
      name: (identifier) @name
      value: [
        (array) (await_expression) (binary_expression) (false) (identifier) (member_expression)
        (new_expression) (null) (number) (object) (parenthesized_expression) (regex) (string)
        (subscript_expression) (template_string) (ternary_expression) (this) (true) (unary_expression)
        (undefined) (assignment_expression) (augmented_assignment_expression) (update_expression)
        (sequence_expression) (meta_property) (jsx_element) (jsx_self_closing_element)
      ])) @definition.constant)
(program
  [
    (lexical_declaration
      kind: "let"
      [
        (variable_declarator name: (identifier) @name !value)
        (variable_declarator
          name: (identifier) @name
          value: [
            (array) (await_expression) (binary_expression) (false) (identifier) (member_expression)
            (new_expression) (null) (number) (object) (parenthesized_expression) (regex) (string)
            (subscript_expression) (template_string) (ternary_expression) (this) (true) (unary_expression)
            (undefined) (assignment_expression) (augmented_assignment_expression) (update_expression)
            (sequence_expression) (meta_property) (jsx_element) (jsx_self_closing_element)
          ])
      ])
    (variable_declaration
      [
        (variable_declarator name: (identifier) @name !value)
        (variable_declarator
          name: (identifier) @name
          value: [
            (array) (await_expression) (binary_expression) (false) (identifier) (member_expression)
            (new_expression) (null) (number) (object) (parenthesized_expression) (regex) (string)
            (subscript_expression) (template_string) (ternary_expression) (this) (true) (unary_expression)
            (undefined) (assignment_expression) (augmented_assignment_expression) (update_expression)
            (sequence_expression) (meta_property) (jsx_element) (jsx_self_closing_element)
          ])
      ])
  ] @definition.variable)
(export_statement
  (lexical_declaration
    kind: "const"
    (variable_declarator
      name: (identifier) @name
      value: [
        (array) (await_expression) (binary_expression) (call_expression) (false) (identifier)
        (member_expression) (new_expression) (null) (number) (object) (parenthesized_expression) (regex)
        (string) (subscript_expression) (template_string) (ternary_expression) (this) (true)
        (unary_expression) (undefined) (assignment_expression) (augmented_assignment_expression)
        (update_expression) (sequence_expression) (meta_property) (jsx_element) (jsx_self_closing_element)
      ]))) @definition.constant
(export_statement
  (lexical_declaration
    kind: "let"
    [
      (variable_declarator name: (identifier) @name !value)
      (variable_declarator
        name: (identifier) @name
        value: [
          (array) (await_expression) (binary_expression) (false) (identifier) (member_expression)
          (new_expression) (null) (number) (object) (parenthesized_expression) (regex) (string)
          (subscript_expression) (template_string) (ternary_expression) (this) (true) (unary_expression)
          (undefined) (assignment_expression) (augmented_assignment_expression) (update_expression)
          (sequence_expression) (meta_property) (jsx_element) (jsx_self_closing_element)
        ])
    ])) @definition.variable
(export_statement
  (lexical_declaration
    (variable_declarator
      name: (object_pattern
        [
          (shorthand_property_identifier_pattern) @name
          (pair_pattern value: (identifier) @name)
        ])))) @definition.constant
((program
  [
    (lexical_declaration
      (variable_declarator name: (identifier) @name value: (call_expression function: (identifier) @_callee)))
    (variable_declaration
      (variable_declarator name: (identifier) @name value: (call_expression function: (identifier) @_callee)))
  ] @definition.constant)
  (#not-eq? @_callee "require"))
(program
  [
    (lexical_declaration
      (variable_declarator
        name: (identifier) @name
        value: (call_expression
          function: [(call_expression) (function_expression) (member_expression) (parenthesized_expression)])))
    (variable_declaration
      (variable_declarator
        name: (identifier) @name
        value: (call_expression
          function: [(call_expression) (function_expression) (member_expression) (parenthesized_expression)])))
  ] @definition.constant)

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
