; Of several patterns that find one name the first says what it is.
; Functions, also the ones assigned to a name.
(function_declaration name: (identifier) @name) @definition.function
(generator_function_declaration name: (identifier) @name) @definition.function
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
(field_definition
  property: [(property_identifier) @name (private_property_identifier) @name (string (string_fragment) @name)]
  value: [(arrow_function) (function_expression) (generator_function)]) @definition.method
(field_definition
  property: [(property_identifier) @name (private_property_identifier) @name (string (string_fragment) @name)]) @definition.field
; The grammar reads `static accessor name` as a field named `accessor`, with an error beside it.
((field_definition property: (property_identifier) @_accessor (ERROR . (identifier) @name)) @definition.field
  (#eq? @_accessor "accessor"))
((method_definition
  name: (property_identifier) @_constructor
  body: (statement_block
    (expression_statement
      (assignment_expression
        left: (member_expression
          object: (this) @own
          property: [(property_identifier) (private_property_identifier)] @name)) @definition.field)))
  (#eq? @_constructor "constructor"))
((function_declaration
  name: (identifier) @container
  body: (statement_block
    (expression_statement
      (assignment_expression
        left: (member_expression object: (this) @own property: (property_identifier) @name)) @definition.field)))
  (#match? @container "^[A-Z]"))

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
; Svelte's `$: name = value`.
((labeled_statement
  label: (statement_identifier) @_reactive
  body: (expression_statement (assignment_expression left: (identifier) @name))) @binding.variable
  (#eq? @_reactive "$"))
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

(using_declaration (variable_declarator name: (identifier) @name)) @binding.variable

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
      (export_specifier "default" @import.name alias: (identifier) @import.as)
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
  function: (member_expression object: (_) @receiver property: [(property_identifier) (private_property_identifier)] @reference.call))
(new_expression constructor: (identifier) @reference.call)
(new_expression constructor: (member_expression object: (_) @receiver property: (property_identifier) @reference.call))
(decorator (identifier) @reference.call)
(decorator (member_expression property: (property_identifier) @reference.call))
(export_statement (export_clause (export_specifier name: (identifier) @reference.name)))
(class_heritage (identifier) @reference.type)
(class_heritage (member_expression property: (property_identifier) @reference.type))
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
(field_definition value: (identifier) @reference.value)

; Locals, and what the tree says of the type of a name. Outside of functions they are no locals.
(formal_parameters
  [
    (identifier) @local
    (assignment_pattern left: (identifier) @local)
    (rest_pattern (identifier) @local)
  ])
(field_definition property: (_) @field value: (new_expression constructor: (identifier) @type))
(variable_declarator name: (identifier) @local value: (new_expression constructor: (identifier) @type))
(arrow_function parameter: (identifier) @local)
(catch_clause parameter: (identifier) @local)
(for_in_statement left: (identifier) @local)
(shorthand_property_identifier_pattern) @local
(array_pattern (identifier) @local)
(assignment_expression
  left: (member_expression object: (this) property: (property_identifier) @field)
  right: (new_expression constructor: (identifier) @type))
