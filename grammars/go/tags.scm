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
(import_spec name: (package_identifier) @import.as path: (_) @import)
(import_spec name: (dot) @import.name path: (_) @import)
(import_spec name: (blank_identifier) path: (_) @import)

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
(call_expression function: (selector_expression operand: (_) @receiver field: (field_identifier) @reference.call))
(call_expression function: (parenthesized_expression (identifier) @reference.call))
(call_expression function: (type_instantiation_expression type: (type_identifier) @reference.call))
(type_identifier) @reference.type
(qualified_type package: (_) @receiver name: (type_identifier) @reference.type)

; Values: a name that is handed on is used.
(argument_list [(identifier) @reference.name (selector_expression operand: (_) @receiver field: (field_identifier) @reference.name)])
(literal_element [(identifier) @reference.name (selector_expression operand: (_) @receiver field: (field_identifier) @reference.name)])
(short_var_declaration right: (expression_list [(identifier) @reference.name (selector_expression operand: (_) @receiver field: (field_identifier) @reference.name)]))
(assignment_statement right: (expression_list (identifier) @reference.name))
(return_statement (expression_list (identifier) @reference.name))

; Locals, and what the tree says of the type of a name. Outside of functions they are no locals.
(parameter_declaration name: (identifier) @local type: (_) @type)
(variadic_parameter_declaration name: (identifier) @local)
(short_var_declaration left: (expression_list (identifier) @local))
(short_var_declaration
  left: (expression_list . (identifier) @local)
  right: (expression_list
    .
    [(composite_literal type: (_) @type) (unary_expression operand: (composite_literal type: (_) @type))]))
(range_clause left: (expression_list (identifier) @local))
(var_spec name: (identifier) @local type: (_) @type)
(field_declaration name: (field_identifier) @field type: (_) @type)
