; Definitions.
(package_object name: (identifier) @name) @definition.module
(class_definition name: (identifier) @name) @definition.class
(object_definition name: (identifier) @name) @definition.class
(trait_definition name: (identifier) @name) @definition.trait
(enum_definition name: (identifier) @name) @definition.enum
(type_definition name: (type_identifier) @name) @definition.type
(given_definition name: (identifier) @name) @definition.constant
(compilation_unit (function_definition name: (_) @name) @definition.function)
(block (function_definition name: (_) @name) @definition.function)
(indented_block (function_definition name: (_) @name) @definition.function)
(extension_definition (function_definition name: (_) @name) @definition.method)
(template_body (function_definition name: (_) @name) @definition.method)
(with_template_body (function_definition name: (_) @name) @definition.method)
(enum_body (function_definition name: (_) @name) @definition.method)
(function_declaration name: (_) @name) @definition.method
(simple_enum_case name: (identifier) @name) @definition.constant
(full_enum_case name: (identifier) @name) @definition.constant
(class_parameter ["val" "var"] name: (identifier) @name) @definition.field
(class_definition "case" class_parameters: (class_parameters (class_parameter name: (identifier) @name) @definition.field))
(template_body
  [
    (val_definition pattern: [
      (identifier) @name
      (identifiers (identifier) @name)
      (tuple_pattern (identifier) @name)
      (case_class_pattern pattern: (identifier) @name)
      (typed_pattern pattern: (identifier) @name)
    ])
    (var_definition pattern: [
      (identifier) @name
      (identifiers (identifier) @name)
      (tuple_pattern (identifier) @name)
      (case_class_pattern pattern: (identifier) @name)
      (typed_pattern pattern: (identifier) @name)
    ])
  ] @definition.field)
(with_template_body
  [
    (val_definition pattern: [
      (identifier) @name
      (identifiers (identifier) @name)
      (tuple_pattern (identifier) @name)
      (case_class_pattern pattern: (identifier) @name)
      (typed_pattern pattern: (identifier) @name)
    ])
    (var_definition pattern: [
      (identifier) @name
      (identifiers (identifier) @name)
      (tuple_pattern (identifier) @name)
      (case_class_pattern pattern: (identifier) @name)
      (typed_pattern pattern: (identifier) @name)
    ])
  ] @definition.field)
(enum_body
  [
    (val_definition pattern: [
      (identifier) @name
      (identifiers (identifier) @name)
      (tuple_pattern (identifier) @name)
      (case_class_pattern pattern: (identifier) @name)
      (typed_pattern pattern: (identifier) @name)
    ])
    (var_definition pattern: [
      (identifier) @name
      (identifiers (identifier) @name)
      (tuple_pattern (identifier) @name)
      (case_class_pattern pattern: (identifier) @name)
      (typed_pattern pattern: (identifier) @name)
    ])
  ] @definition.field)
(compilation_unit
  (val_definition pattern: [
      (identifier) @name
      (identifiers (identifier) @name)
      (tuple_pattern (identifier) @name)
      (case_class_pattern pattern: (identifier) @name)
      (typed_pattern pattern: (identifier) @name)
    ]) @definition.constant)
(compilation_unit
  (var_definition pattern: [
      (identifier) @name
      (identifiers (identifier) @name)
      (tuple_pattern (identifier) @name)
      (case_class_pattern pattern: (identifier) @name)
      (typed_pattern pattern: (identifier) @name)
    ]) @definition.variable)
(val_declaration name: (identifier) @name) @definition.field
(var_declaration name: (identifier) @name) @definition.field

; Imports: the path is a list of nodes, so the whole import is the module.
(import_declaration) @import
(import_declaration
  (namespace_selectors
    [
      (identifier) @import.name
    ])) @import
(import_declaration
  (namespace_selectors
    [
      (as_renamed_identifier name: (identifier) @import.name alias: (identifier) @import.as)
      (arrow_renamed_identifier name: (identifier) @import.name alias: (identifier) @import.as)
    ])) @import

; Inheritance.
(class_definition
  name: (identifier) @inherit.of
  extend: (extends_clause
    [
      (type_identifier) @inherit
      (generic_type type: (type_identifier) @inherit)
      (stable_type_identifier (type_identifier) @inherit .)
    ]))
(object_definition
  name: (identifier) @inherit.of
  extend: (extends_clause
    [
      (type_identifier) @inherit
      (generic_type type: (type_identifier) @inherit)
      (stable_type_identifier (type_identifier) @inherit .)
    ]))
(trait_definition
  name: (identifier) @inherit.of
  extend: (extends_clause
    [
      (type_identifier) @inherit
      (generic_type type: (type_identifier) @inherit)
      (stable_type_identifier (type_identifier) @inherit .)
    ]))

; References.
(call_expression function: (identifier) @reference.call)
(call_expression function: (field_expression value: (_) @receiver field: (identifier) @reference.call))
(call_expression function: (generic_function function: (identifier) @reference.call))
(call_expression
  function: (generic_function function: (field_expression field: (identifier) @reference.call)))
(instance_expression
  [(type_identifier) @reference.call (generic_type type: (type_identifier) @reference.call)])
((field_expression value: (identifier) @reference.name) (#match? @reference.name "^[A-Z]"))
(annotation
  name: [(type_identifier) @reference.call (generic_type type: (type_identifier) @reference.call)])
(type_identifier) @reference.type

; Locals, and what the tree says of the type of a name. Outside of functions they are no locals.
(parameter name: (identifier) @local type: (_) @type)
(class_parameter name: (identifier) @field type: (_) @type)
(val_definition pattern: (identifier) @local)
(val_definition pattern: (identifier) @local value: (instance_expression (type_identifier) @type))
(val_definition pattern: (identifier) @local type: (_) @type)
(binding name: (identifier) @local)
(val_definition pattern: (tuple_pattern (identifier) @local))
(enumerator . [(identifier) @local (tuple_pattern (identifier) @local)])
(case_clause pattern: [(identifier) @local (tuple_pattern (identifier) @local)])
(typed_pattern pattern: (identifier) @local type: (_) @type)
(case_class_pattern pattern: (identifier) @local)
(capture_pattern name: (identifier) @local)
(arguments (identifier) @reference.name)
[(function_definition) (lambda_expression)] @scope
