; Definitions.
(class_declaration name: (identifier) @name) @definition.class
(record_declaration name: (identifier) @name) @definition.class
(interface_declaration name: (identifier) @name) @definition.interface
(annotation_type_declaration name: (identifier) @name) @definition.interface
(enum_declaration name: (identifier) @name) @definition.enum
(method_declaration name: (identifier) @name) @definition.method
(annotation_type_element_declaration name: (identifier) @name) @definition.method
(constructor_declaration name: (identifier) @name) @definition.constructor
(compact_constructor_declaration name: (identifier) @name) @definition.constructor
(field_declaration declarator: (variable_declarator name: (identifier) @name)) @definition.field
(constant_declaration declarator: (variable_declarator name: (identifier) @name)) @definition.constant
(module_declaration name: (_) @name) @definition.module
(enum_constant name: (identifier) @name) @definition.constant
(record_declaration
  parameters: (formal_parameters
    [
      (formal_parameter name: (identifier) @name)
      (spread_parameter (variable_declarator name: (identifier) @name))
    ] @definition.field))

; Imports.
(import_declaration "import" . (scoped_identifier name: (identifier) @import.name) @import . ";")
(import_declaration "static" (scoped_identifier scope: (_) @import name: (identifier) @import.name) . ";")
(import_declaration (_) @import . "." . (asterisk) @import.name)
(import_declaration (identifier) @import . ";")

; Inheritance.
(class_declaration
  name: (identifier) @inherit.of
  superclass: (superclass
    [
      (type_identifier) @inherit
      (generic_type . (type_identifier) @inherit)
      (scoped_type_identifier (type_identifier) @inherit .)
      (generic_type . (scoped_type_identifier (type_identifier) @inherit .))
    ]))
([
  (class_declaration
    name: (identifier) @inherit.of
    interfaces: (super_interfaces
      (type_list
        [
          (type_identifier) @inherit
          (generic_type . (type_identifier) @inherit)
          (scoped_type_identifier (type_identifier) @inherit .)
        ])))
  (record_declaration
    name: (identifier) @inherit.of
    interfaces: (super_interfaces
      (type_list
        [
          (type_identifier) @inherit
          (generic_type . (type_identifier) @inherit)
          (scoped_type_identifier (type_identifier) @inherit .)
        ])))
  (enum_declaration
    name: (identifier) @inherit.of
    interfaces: (super_interfaces
      (type_list
        [
          (type_identifier) @inherit
          (generic_type . (type_identifier) @inherit)
          (scoped_type_identifier (type_identifier) @inherit .)
        ])))
])
(interface_declaration
  name: (identifier) @inherit.of
  (extends_interfaces
    (type_list
      [
        (type_identifier) @inherit
        (generic_type . (type_identifier) @inherit)
        (scoped_type_identifier (type_identifier) @inherit .)
      ])))

; References.
(method_invocation !object name: (identifier) @reference.call)
(method_invocation object: (_) @receiver name: (identifier) @reference.call)
(object_creation_expression type: (type_identifier) @reference.call)
(object_creation_expression type: (generic_type . (type_identifier) @reference.call))
(object_creation_expression type: (scoped_type_identifier (type_identifier) @reference.call .))
(object_creation_expression
  type: (generic_type . (scoped_type_identifier (type_identifier) @reference.call .)))
(method_reference . (_) @receiver (identifier) @reference.call .)
(annotation name: [(identifier) @reference.call (scoped_identifier name: (identifier) @reference.call)])
(marker_annotation name: [(identifier) @reference.call (scoped_identifier name: (identifier) @reference.call)])
(type_identifier) @reference.type
((method_invocation object: (identifier) @reference.name) (#match? @reference.name "^[A-Z]"))
((field_access object: (identifier) @reference.name) (#match? @reference.name "^[A-Z]"))
((method_reference . (identifier) @reference.name) (#match? @reference.name "^[A-Z]"))

; Locals, and what the tree says of the type of a name. Outside of functions they are no locals.
(formal_parameter type: (_) @type name: (identifier) @local)
(local_variable_declaration type: (_) @type declarator: (variable_declarator name: (identifier) @local))
(variable_declarator name: (identifier) @local value: (object_creation_expression type: (_) @type))
(lambda_expression parameters: [(identifier) @local (inferred_parameters (identifier) @local)])
(enhanced_for_statement type: (_) @type name: (identifier) @local)
(catch_formal_parameter name: (identifier) @local)
(spread_parameter (variable_declarator name: (identifier) @local))
(instanceof_expression right: (_) @type name: (identifier) @local)
(type_pattern . (_) @type (identifier) @local)
(record_pattern_component . (_) @type (identifier) @local)
(resource type: (_) @type name: (identifier) @local)
(field_declaration type: (_) @type declarator: (variable_declarator name: (identifier) @field))
(record_declaration parameters: (formal_parameters (formal_parameter type: (_) @type name: (identifier) @field)))
[(method_declaration) (constructor_declaration) (compact_constructor_declaration) (lambda_expression) (static_initializer)] @scope
