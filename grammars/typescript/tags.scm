; Functions, also the ones assigned to a name.
(function_declaration name: (identifier) @name) @definition.function
(generator_function_declaration name: (identifier) @name) @definition.function
(function_signature name: (identifier) @name) @definition.function
(function_expression name: (identifier) @name) @definition.function
(variable_declarator
  name: (identifier) @name
  value: [(arrow_function) (function_expression !name) (generator_function !name)]) @definition.function
(assignment_expression
  left: (member_expression property: [(property_identifier) (private_property_identifier)] @name)
  right: [(arrow_function) (function_expression !name) (generator_function !name)]) @definition.function

; Types and containers.
(class_declaration name: (type_identifier) @name) @definition.class
(variable_declarator name: (identifier) @name value: (class)) @definition.class
(abstract_class_declaration name: (type_identifier) @name) @definition.class
(interface_declaration name: (type_identifier) @name) @definition.interface
(enum_declaration name: (identifier) @name) @definition.enum
(type_alias_declaration name: (type_identifier) @name) @definition.type
(internal_module name: (_) @name) @definition.namespace
(module name: (string (string_fragment) @name)) @definition.module
(module name: [(identifier) (nested_identifier)] @name) @definition.module

; Members.
((method_definition name: (property_identifier) @name) @definition.method (#not-eq? @name "constructor"))
((method_definition name: (property_identifier) @name) @definition.constructor (#eq? @name "constructor"))
(method_definition name: (private_property_identifier) @name) @definition.method
(method_definition name: (string (string_fragment) @name)) @definition.method
(pair key: (property_identifier) @name value: [(arrow_function) (function_expression !name) (generator_function !name)]) @definition.method
(pair key: (string (string_fragment) @name) value: [(arrow_function) (function_expression !name) (generator_function !name)]) @definition.method
(public_field_definition
  name: [(property_identifier) (private_property_identifier)] @name
  value: [(arrow_function) (function_expression !name) (generator_function !name)]) @definition.method
(public_field_definition
  name: [(property_identifier) (private_property_identifier)] @name
  !value) @definition.field
(public_field_definition
  name: [(property_identifier) (private_property_identifier)] @name
  value: [
    (array) (as_expression) (await_expression) (binary_expression) (call_expression) (false) (identifier)
    (member_expression) (new_expression) (non_null_expression) (null) (number) (object)
    (parenthesized_expression) (regex) (satisfies_expression) (string) (subscript_expression)
    (template_string) (ternary_expression) (this) (true) (type_assertion) (unary_expression) (undefined)
    (instantiation_expression) (assignment_expression) (augmented_assignment_expression) (update_expression)
    (sequence_expression) (meta_property)
  ]) @definition.field
(method_signature name: (property_identifier) @name) @definition.method
(abstract_method_signature name: (property_identifier) @name) @definition.method
(interface_body (property_signature name: (property_identifier) @name) @definition.property)
(required_parameter (accessibility_modifier) pattern: (identifier) @name) @definition.field

; Constants and variables of the module (not locals). Few patterns start at the program node: each of them
; is a match in progress for the whole file.
(program
  (lexical_declaration
    kind: "const"
    (variable_declarator
      name: (identifier) @name
      value: [
        (array) (as_expression) (await_expression) (binary_expression) (call_expression) (false)
        (identifier) (member_expression) (new_expression) (non_null_expression) (null) (number) (object)
        (parenthesized_expression) (regex) (satisfies_expression) (string) (subscript_expression)
        (template_string) (ternary_expression) (this) (true) (type_assertion) (unary_expression) (undefined)
        (instantiation_expression) (assignment_expression) (augmented_assignment_expression)
        (update_expression) (sequence_expression) (meta_property)
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
            (array) (as_expression) (await_expression) (binary_expression) (call_expression) (false)
            (identifier) (member_expression) (new_expression) (non_null_expression) (null) (number) (object)
            (parenthesized_expression) (regex) (satisfies_expression) (string) (subscript_expression)
            (template_string) (ternary_expression) (this) (true) (type_assertion) (unary_expression)
            (undefined) (instantiation_expression) (assignment_expression) (augmented_assignment_expression)
            (update_expression) (sequence_expression) (meta_property)
          ])
      ])
    (variable_declaration
      [
        (variable_declarator name: (identifier) @name !value)
        (variable_declarator
          name: (identifier) @name
          value: [
            (array) (as_expression) (await_expression) (binary_expression) (call_expression) (false)
            (identifier) (member_expression) (new_expression) (non_null_expression) (null) (number) (object)
            (parenthesized_expression) (regex) (satisfies_expression) (string) (subscript_expression)
            (template_string) (ternary_expression) (this) (true) (type_assertion) (unary_expression)
            (undefined) (instantiation_expression) (assignment_expression) (augmented_assignment_expression)
            (update_expression) (sequence_expression) (meta_property)
          ])
      ])
  ] @definition.variable)
(export_statement
  (lexical_declaration
    kind: "const"
    (variable_declarator
      name: (identifier) @name
      value: [
        (array) (as_expression) (await_expression) (binary_expression) (call_expression) (false)
        (identifier) (member_expression) (new_expression) (non_null_expression) (null) (number) (object)
        (parenthesized_expression) (regex) (satisfies_expression) (string) (subscript_expression)
        (template_string) (ternary_expression) (this) (true) (type_assertion) (unary_expression) (undefined)
        (instantiation_expression) (assignment_expression) (augmented_assignment_expression)
        (update_expression) (sequence_expression) (meta_property)
      ]))) @definition.constant
(export_statement
  (lexical_declaration
    kind: "let"
    [
      (variable_declarator name: (identifier) @name !value)
      (variable_declarator
        name: (identifier) @name
        value: [
          (array) (as_expression) (await_expression) (binary_expression) (call_expression) (false)
          (identifier) (member_expression) (new_expression) (non_null_expression) (null) (number) (object)
          (parenthesized_expression) (regex) (satisfies_expression) (string) (subscript_expression)
          (template_string) (ternary_expression) (this) (true) (type_assertion) (unary_expression)
          (undefined) (instantiation_expression) (assignment_expression) (augmented_assignment_expression)
          (update_expression) (sequence_expression) (meta_property)
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
(ambient_declaration
  (lexical_declaration (variable_declarator name: (identifier) @name))) @definition.variable
(ambient_declaration
  (variable_declaration (variable_declarator name: (identifier) @name))) @definition.variable

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
(import_require_clause (identifier) @import.name source: (string) @import)

; Inheritance.
(class_declaration
  name: (type_identifier) @inherit.of
  (class_heritage
    (extends_clause
      value: [
        (identifier) @inherit
        (member_expression property: (property_identifier) @inherit)
        (call_expression arguments: (arguments (identifier) @inherit))
      ])))
(class_declaration
  name: (type_identifier) @inherit.of
  (class_heritage
    (implements_clause
      [
        (type_identifier) @inherit
        (nested_type_identifier name: (type_identifier) @inherit)
        (generic_type name: (type_identifier) @inherit)
      ])))
(abstract_class_declaration
  name: (type_identifier) @inherit.of
  (class_heritage
    (extends_clause
      value: [
        (identifier) @inherit
        (member_expression property: (property_identifier) @inherit)
        (call_expression arguments: (arguments (identifier) @inherit))
      ])))
(abstract_class_declaration
  name: (type_identifier) @inherit.of
  (class_heritage
    (implements_clause
      [
        (type_identifier) @inherit
        (nested_type_identifier name: (type_identifier) @inherit)
        (generic_type name: (type_identifier) @inherit)
      ])))
(interface_declaration
  name: (type_identifier) @inherit.of
  (extends_type_clause
    type: [
      (type_identifier) @inherit
      (nested_type_identifier name: (type_identifier) @inherit)
      (generic_type name: (type_identifier) @inherit)
    ]))

; References.
(call_expression function: (identifier) @reference.call)
(call_expression
  function: (member_expression property: [(property_identifier) (private_property_identifier)] @reference.call))
(new_expression constructor: (identifier) @reference.call)
(new_expression constructor: (member_expression property: (property_identifier) @reference.call))
(decorator (identifier) @reference.call)
(decorator (member_expression property: (property_identifier) @reference.call))
(export_specifier name: (identifier) @reference.name)
(type_identifier) @reference.type
(extends_clause value: (identifier) @reference.type)
(extends_clause value: (member_expression property: (property_identifier) @reference.type))
(type_query (identifier) @reference.name)
