; Of several patterns that find one name the first says what it is.
; Functions, also the ones assigned to a name.
(function_declaration name: (identifier) @name) @definition.function
(generator_function_declaration name: (identifier) @name) @definition.function
(function_signature name: (identifier) @name) @definition.function
(function_expression name: (identifier) @name) @definition.function
(generator_function name: (identifier) @name) @definition.function
(variable_declarator name: (identifier) @name value: [(arrow_function) (function_expression) (generator_function)]) @definition.function
; A component keeps its handlers in a wrapper.
((variable_declarator
  name: (identifier) @name
  value: (call_expression
    function: [(identifier) @_hook (member_expression property: (property_identifier) @_hook)]
    arguments: (arguments . [(arrow_function) (function_expression)]))) @definition.function
  (#any-of? @_hook "useCallback" "useEvent" "useEffectEvent"))
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
  (#eq? @_prototype "prototype")
  (#not-any-of? @container "exports" "module" "window" "globalThis" "self")) @definition.method
(assignment_expression
  left: (member_expression property: [(property_identifier) (private_property_identifier)] @name)
  right: [(arrow_function) (function_expression) (generator_function)]) @definition.method

; Types and containers.
(class_declaration name: (type_identifier) @name) @definition.class
(class name: (type_identifier) @name) @definition.class
(variable_declarator name: (identifier) @name value: (class)) @definition.class
(export_statement "default" @name value: (class !name)) @definition.class
(abstract_class_declaration name: (type_identifier) @name) @definition.class
(interface_declaration name: (type_identifier) @name) @definition.interface
(enum_declaration name: (identifier) @name) @definition.enum
(enum_body name: [(property_identifier) @name (string (string_fragment) @name)] @definition.constant)
(enum_assignment name: [(property_identifier) @name (string (string_fragment) @name)]) @definition.constant
(type_alias_declaration name: (type_identifier) @name) @definition.type
(import_alias . (identifier) @name) @definition.type
(internal_module name: (_) @name) @definition.namespace
(module name: (string (string_fragment) @name)) @definition.module
(module name: [(identifier) (nested_identifier)] @name) @definition.module
(ambient_declaration "global" @name (statement_block)) @definition.module

; Members.
((method_definition name: (property_identifier) @name) @definition.constructor (#eq? @name "constructor"))
(method_definition
  name: [
    (property_identifier) @name
    (private_property_identifier) @name
    (computed_property_name) @name
    (string (string_fragment) @name)
  ]) @definition.method
; What is put on a prototype belongs to its class.
((assignment_expression
  left: (member_expression object: (identifier) @container property: (property_identifier) @_prototype)
  right: (object
    [
      (method_definition name: (property_identifier) @name)
      (pair
        key: [(property_identifier) @name (string (string_fragment) @name)]
        value: [(arrow_function) (function_expression) (generator_function)])
    ] @definition.method))
  (#eq? @_prototype "prototype"))
(pair
  key: [(property_identifier) @name (string (string_fragment) @name)]
  value: [(arrow_function) (function_expression) (generator_function)]) @definition.method
; An object that holds methods is what they belong to.
(pair
  key: [(property_identifier) @name (string (string_fragment) @name)]
  value: (object
    [(method_definition) (pair value: [(arrow_function) (function_expression) (generator_function)])])) @definition.property
(public_field_definition
  name: [(property_identifier) @name (private_property_identifier) @name (string (string_fragment) @name)]
  value: [(arrow_function) (function_expression) (generator_function)]) @definition.method
(public_field_definition
  name: [(property_identifier) @name (private_property_identifier) @name (string (string_fragment) @name)]) @definition.field
((method_signature name: (property_identifier) @name) @definition.constructor (#eq? @name "constructor"))
(method_signature name: [(property_identifier) @name (computed_property_name) @name (string (string_fragment) @name)]) @definition.method
(abstract_method_signature name: (property_identifier) @name) @definition.method
(interface_body
  (property_signature name: [(property_identifier) @name (string (string_fragment) @name)]) @definition.property)
(type_alias_declaration
  value: [
    (object_type
      (property_signature name: [(property_identifier) @name (string (string_fragment) @name)]) @definition.property)
    (intersection_type
      (object_type
        (property_signature
          name: [(property_identifier) @name (string (string_fragment) @name)]) @definition.property))
  ])
(required_parameter (accessibility_modifier) pattern: (identifier) @name) @definition.field
(required_parameter "readonly" pattern: (identifier) @name) @definition.field
(optional_parameter (accessibility_modifier) pattern: (identifier) @name) @definition.field
(optional_parameter "readonly" pattern: (identifier) @name) @definition.field
; The grammar reads `static accessor name` as a field named `accessor`, with an error beside it.
((public_field_definition name: (property_identifier) @_accessor (ERROR . (identifier) @name)) @definition.field
  (#eq? @_accessor "accessor"))

; A decorator stands before its method, or before the word `export`.
(class_body
  (decorator) @start
  .
  (method_definition
    name: [(property_identifier) @name (private_property_identifier) @name (computed_property_name) @name]) @definition.method)
(class_body
  (decorator) @start
  .
  (decorator)
  .
  (method_definition
    name: [(property_identifier) @name (private_property_identifier) @name (computed_property_name) @name]) @definition.method)
(export_statement
  .
  (decorator) @start
  declaration: [(class_declaration name: (type_identifier) @name) (abstract_class_declaration name: (type_identifier) @name)]) @definition.class

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
  (#not-any-of? @container "exports" "module" "window" "globalThis" "self" "process")
  (#not-eq? @name "prototype"))
; What is put on the global object is a variable of the program; a place or a title that is set there is none.
(program
  (expression_statement
    (assignment_expression
      left: (member_expression object: (identifier) @_global property: (property_identifier) @name)
      right: [(object) (class) (new_expression) (array) (call_expression)]) @definition.variable)
  (#any-of? @_global "window" "globalThis" "self")
  (#not-any-of? @name "location" "name" "status"))
; What `require` gives is an import and no definition.
((variable_declarator
  name: [(identifier) (object_pattern)]
  value: [
    (call_expression function: (identifier) @_require arguments: (arguments . (string)))
    (member_expression
      object: (call_expression function: (identifier) @_require arguments: (arguments . (string)))
      property: (property_identifier))
  ]) @scope
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
                (pair_pattern value: [(identifier) @name (assignment_pattern left: (identifier) @name)])
                (rest_pattern (identifier) @name)
              ])
            (array_pattern [(identifier) @name (assignment_pattern left: (identifier) @name) (rest_pattern (identifier) @name)])
          ])
      ])
    (array_pattern
      [
        (identifier) @name
        (assignment_pattern left: (identifier) @name)
        (rest_pattern (identifier) @name)
        (object_pattern [(shorthand_property_identifier_pattern) @name (pair_pattern value: (identifier) @name)])
        (array_pattern (identifier) @name)
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
                (pair_pattern value: [(identifier) @name (assignment_pattern left: (identifier) @name)])
                (rest_pattern (identifier) @name)
              ])
            (array_pattern [(identifier) @name (assignment_pattern left: (identifier) @name) (rest_pattern (identifier) @name)])
          ])
      ])
    (array_pattern
      [
        (identifier) @name
        (assignment_pattern left: (identifier) @name)
        (rest_pattern (identifier) @name)
        (object_pattern [(shorthand_property_identifier_pattern) @name (pair_pattern value: (identifier) @name)])
        (array_pattern (identifier) @name)
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
                (pair_pattern value: [(identifier) @name (assignment_pattern left: (identifier) @name)])
                (rest_pattern (identifier) @name)
              ])
            (array_pattern [(identifier) @name (assignment_pattern left: (identifier) @name) (rest_pattern (identifier) @name)])
          ])
      ])
    (array_pattern
      [
        (identifier) @name
        (assignment_pattern left: (identifier) @name)
        (rest_pattern (identifier) @name)
        (object_pattern [(shorthand_property_identifier_pattern) @name (pair_pattern value: (identifier) @name)])
        (array_pattern (identifier) @name)
      ])
  ]) @binding.variable)
(assignment_expression "using" left: (identifier) @name) @binding.variable
(ambient_declaration
  (lexical_declaration (variable_declarator name: (identifier) @name) @definition.variable))

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
      (identifier) @import.default
      (namespace_import (identifier) @import.as)
      (named_imports (import_specifier name: (identifier) @import.name !alias))
      (named_imports (import_specifier name: (identifier) @import.name alias: (identifier) @import.as))
    ])
  source: (string) @import)
(export_statement !declaration !value source: (string) @import) @import.export
(export_statement (namespace_export (_) @import.as) source: (string) @import) @import.export
(export_statement
  (export_clause
    [
      (export_specifier name: (identifier) @import.name !alias)
      (export_specifier name: (identifier) @import.name alias: (identifier) @import.as)
    ])
  source: (string) @import) @import.export
(export_statement
  !source
  (export_clause (export_specifier name: (identifier) @export.name alias: (_) @export.as)))
(export_statement "default" value: (identifier) @export.name)
(export_statement "default" declaration: (_ name: (_) @export.name))
((assignment_expression
  left: (member_expression) @_exports
  right: [(identifier) @export.name (object (pair key: (property_identifier) @export.as value: (identifier) @export.name))])
  (#eq? @_exports "module.exports"))
((assignment_expression
  left: (member_expression object: (_) @_exports property: (property_identifier) @export.as)
  right: (identifier) @export.name)
  (#any-of? @_exports "exports" "module.exports"))
((call_expression
  function: (identifier) @_require
  arguments: (arguments . (string) @import))
  (#eq? @_require "require"))
(variable_declarator
  name: [
    (identifier) @import.as
    (object_pattern
      [
        (shorthand_property_identifier_pattern) @import.name
        (pair_pattern key: (property_identifier) @import.name value: (identifier) @import.as)
      ])
  ]
  value: (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string) @import))
  (#eq? @_require "require"))
(variable_declarator
  name: (identifier) @import.as
  value: (member_expression
    object: (call_expression
      function: (identifier) @_require
      arguments: (arguments . (string) @import))
    property: (property_identifier) @import.name)
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
  function: (member_expression object: (_) @receiver property: [(property_identifier) (private_property_identifier)] @reference.call))
(new_expression constructor: (identifier) @reference.call)
(new_expression constructor: (member_expression object: (_) @receiver property: (property_identifier) @reference.call))
(decorator (identifier) @reference.call)
(decorator (member_expression property: (property_identifier) @reference.call))
(export_statement (export_clause (export_specifier name: (identifier) @reference.name)))
(type_identifier) @reference.type
(extends_clause value: (identifier) @reference.type)
(extends_clause value: (member_expression property: (property_identifier) @reference.type))
(type_query (identifier) @reference.name)
((jsx_opening_element name: (identifier) @reference.name) (#match? @reference.name "^[^a-z]"))
((jsx_self_closing_element name: (identifier) @reference.name) (#match? @reference.name "^[^a-z]"))
(jsx_opening_element name: (member_expression property: (property_identifier) @reference.name))
(jsx_self_closing_element name: (member_expression property: (property_identifier) @reference.name))

; Values: a name that is handed on is used.
(arguments [(identifier) @reference.name (member_expression object: (_) @receiver property: (property_identifier) @reference.name)])
(shorthand_property_identifier) @reference.name
(pair value: [(identifier) @reference.name (member_expression object: (_) @receiver property: (property_identifier) @reference.name)])
(array (identifier) @reference.name)
(return_statement (identifier) @reference.name)
(arrow_function body: (identifier) @reference.name)
(variable_declarator
  value: [
    (identifier) @reference.name
    (member_expression object: (_) @receiver property: (property_identifier) @reference.name)
  ])
(assignment_expression right: (identifier) @reference.name)
(export_statement value: (identifier) @reference.name)
(template_substitution (identifier) @reference.name)
(call_expression
  function: (member_expression object: (identifier) @reference.name) (#match? @reference.name "^[A-Z]"))
(jsx_opening_element
  name: [(identifier) @reference.call (member_expression object: (_) @receiver property: (property_identifier) @reference.call)]
  (#match? @reference.call "^[A-Z]"))
(jsx_self_closing_element
  name: [(identifier) @reference.call (member_expression object: (_) @receiver property: (property_identifier) @reference.call)]
  (#match? @reference.call "^[A-Z]"))
(jsx_expression (identifier) @reference.name)

; A name that stands in an expression is a use of what the file defines or imports under it.
(binary_expression (identifier) @reference.value)
(member_expression object: (identifier) @reference.value)
(subscript_expression object: (identifier) @reference.value)
(ternary_expression (identifier) @reference.value)
(unary_expression argument: (identifier) @reference.value)
(parenthesized_expression (identifier) @reference.value)
(spread_element (identifier) @reference.value)
(await_expression (identifier) @reference.value)
(yield_expression (identifier) @reference.value)
(assignment_pattern right: (identifier) @reference.value)
(for_in_statement right: (identifier) @reference.value)
(public_field_definition value: (identifier) @reference.value)
(required_parameter value: (identifier) @reference.value)
(as_expression (identifier) @reference.value)
(satisfies_expression (identifier) @reference.value)
(non_null_expression (identifier) @reference.value)
(instantiation_expression (identifier) @reference.value)

; Locals, and what the tree says of the type of a name. Outside of functions they are no locals.
(required_parameter pattern: [(identifier) @local (rest_pattern (identifier) @local)] !type)
(required_parameter pattern: (identifier) @local type: (type_annotation (_) @type))
(required_parameter (accessibility_modifier) pattern: (identifier) @field type: (type_annotation (_) @type))
(optional_parameter pattern: (identifier) @local !type)
(optional_parameter pattern: (identifier) @local type: (type_annotation (_) @type))
(variable_declarator name: (identifier) @local type: (type_annotation (_) @type))
(public_field_definition name: (_) @field type: (type_annotation (_) @type))
(public_field_definition name: (_) @field value: (new_expression constructor: (identifier) @type))
(variable_declarator name: (identifier) @local value: (new_expression constructor: (identifier) @type))
(arrow_function parameter: (identifier) @local)
(catch_clause parameter: (identifier) @local)
(for_in_statement left: (identifier) @local)
(shorthand_property_identifier_pattern) @local
(array_pattern (identifier) @local)
(assignment_expression
  left: (member_expression object: (this) property: (property_identifier) @field)
  right: (new_expression constructor: (identifier) @type))
