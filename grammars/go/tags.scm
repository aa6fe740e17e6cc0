; Definitions.
(function_declaration name: (identifier) @name) @definition.function
(method_declaration
  receiver: (parameter_list
    (parameter_declaration
      type: [
        (type_identifier) @container
        (generic_type type: (type_identifier) @container)
        (pointer_type [(type_identifier) @container (generic_type type: (type_identifier) @container)])
      ]))
  name: (field_identifier) @name) @definition.method
(method_declaration name: (field_identifier) @name) @definition.method
(short_var_declaration
  left: (expression_list . (identifier) @name)
  right: (expression_list . (func_literal))) @definition.function
(type_spec name: (type_identifier) @name type: (struct_type)) @definition.struct
(type_spec name: (type_identifier) @name type: (interface_type)) @definition.interface
(type_spec
  name: (type_identifier) @name
  type: [
    (array_type) (channel_type) (function_type) (generic_type) (map_type) (parenthesized_type) (pointer_type)
    (qualified_type) (slice_type) (type_identifier)
  ]) @definition.type
(type_alias name: (type_identifier) @name) @definition.type
(field_declaration name: (field_identifier) @name) @definition.field
(field_declaration
  !name
  type: [
    (type_identifier) @name
    (qualified_type name: (type_identifier) @name)
    (generic_type type: (type_identifier) @name)
  ]) @definition.field
(method_elem name: (field_identifier) @name) @definition.method
((const_spec (identifier) @name) @binding.constant (#not-eq? @name "_"))
((var_spec name: (identifier) @name) @binding.variable (#not-eq? @name "_"))

; What is bound in there is local.
[(function_declaration) (method_declaration) (func_literal)] @scope

; Imports.
(import_spec !name path: (_) @import)
(import_spec name: (_) @import.name path: (_) @import)

; Inheritance: embedded types.
(type_spec
  name: (type_identifier) @inherit.of
  type: (struct_type
    (field_declaration_list
      (field_declaration
        !name
        type: [
          (type_identifier) @inherit
          (qualified_type name: (type_identifier) @inherit)
          (generic_type type: (type_identifier) @inherit)
        ]))))
(type_spec
  name: (type_identifier) @inherit.of
  type: (interface_type
    (type_elem
      .
      [
        (type_identifier) @inherit
        (qualified_type name: (type_identifier) @inherit)
        (generic_type type: (type_identifier) @inherit)
      ]
      .)))

; References.
(call_expression function: (identifier) @reference.call)
(call_expression function: (selector_expression field: (field_identifier) @reference.call))
(call_expression function: (parenthesized_expression (identifier) @reference.call))
(call_expression function: (type_instantiation_expression type: (type_identifier) @reference.call))
(type_identifier) @reference.type
