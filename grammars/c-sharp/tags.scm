; Definitions. Of several patterns that find one name the first says what it is.
(namespace_declaration name: (_) @name) @definition.namespace
; What follows in the file is in the namespace.
(compilation_unit (file_scoped_namespace_declaration name: (_) @name) @definition.namespace) @rest
(class_declaration name: (identifier) @name) @definition.class
(record_declaration "struct" name: (identifier) @name) @definition.struct
(record_declaration name: (identifier) @name) @definition.class
(record_declaration (parameter_list (parameter name: (identifier) @name) @definition.property))
(struct_declaration name: (identifier) @name) @definition.struct
(interface_declaration name: (identifier) @name) @definition.interface
(enum_declaration name: (identifier) @name) @definition.enum
(enum_member_declaration name: (identifier) @name) @definition.constant
(delegate_declaration name: (identifier) @name) @definition.type
(method_declaration name: (identifier) @name) @definition.method
(local_function_statement name: (identifier) @name) @definition.function
(constructor_declaration name: (identifier) @name) @definition.constructor
(destructor_declaration "~" @name.lead name: (identifier) @name) @definition.method
(operator_declaration "operator" @name.lead operator: _ @name) @definition.method
(conversion_operator_declaration "operator" @name.lead type: (_) @name) @definition.method
(indexer_declaration "this" @name) @definition.property
(property_declaration name: (identifier) @name) @definition.property
(event_declaration name: (identifier) @name) @definition.property
((field_declaration
  (modifier) @_const
  (variable_declaration (variable_declarator name: (identifier) @name))) @definition.constant
  (#eq? @_const "const"))
(field_declaration (variable_declaration (variable_declarator name: (identifier) @name))) @definition.field
(event_field_declaration (variable_declaration (variable_declarator name: (identifier) @name))) @definition.property
(compilation_unit
  (global_statement
    (local_declaration_statement (variable_declaration (variable_declarator name: (identifier) @name))) @definition.variable))

; Imports.
(using_directive !name [(identifier) (qualified_name) (alias_qualified_name)] @import)
(using_directive
  name: (identifier) @import.as
  (qualified_name name: [(identifier) @import.name (generic_name . (identifier) @import.name)]) @import)
(using_directive name: (identifier) @import.as (generic_name . (identifier) @import.name) @import)

; Inheritance.
(class_declaration
  name: (identifier) @inherit.of
  (base_list
    [
      (identifier) @inherit
      (generic_name . (identifier) @inherit)
      (qualified_name name: (identifier) @inherit)
      (qualified_name name: (generic_name . (identifier) @inherit))
      (primary_constructor_base_type . (identifier) @inherit)
      (primary_constructor_base_type . (generic_name . (identifier) @inherit))
    ]))
(record_declaration
  name: (identifier) @inherit.of
  (base_list
    [
      (identifier) @inherit
      (generic_name . (identifier) @inherit)
      (qualified_name name: (identifier) @inherit)
      (primary_constructor_base_type . (identifier) @inherit)
      (primary_constructor_base_type . (generic_name . (identifier) @inherit))
    ]))
(struct_declaration
  name: (identifier) @inherit.of
  (base_list [(identifier) @inherit (generic_name . (identifier) @inherit) (qualified_name name: (identifier) @inherit)]))
(interface_declaration
  name: (identifier) @inherit.of
  (base_list [(identifier) @inherit (generic_name . (identifier) @inherit) (qualified_name name: (identifier) @inherit)]))

; References.
(invocation_expression function: (identifier) @reference.call)
(invocation_expression function: (generic_name . (identifier) @reference.call))
(invocation_expression
  function: (member_access_expression
    expression: _ @receiver
    name: [(identifier) @reference.call (generic_name . (identifier) @reference.call)]))
(invocation_expression
  function: (conditional_access_expression
    condition: (_) @receiver
    (member_binding_expression
      name: [(identifier) @reference.call (generic_name . (identifier) @reference.call)])))
(object_creation_expression
  type: [
    (identifier) @reference.call
    (generic_name . (identifier) @reference.call)
    (qualified_name name: (identifier) @reference.call)
    (qualified_name name: (generic_name . (identifier) @reference.call))
  ])
(attribute
  name: [(identifier) @reference.call (qualified_name name: (identifier) @reference.call)])
(variable_declaration type: (identifier) @reference.type)
(parameter type: (identifier) @reference.type)
(property_declaration type: (identifier) @reference.type)
(method_declaration returns: (identifier) @reference.type)
(local_function_statement type: (identifier) @reference.type)
(cast_expression type: (identifier) @reference.type)
(array_type type: (identifier) @reference.type)
(typeof_expression type: (identifier) @reference.type)
(as_expression right: (identifier) @reference.type)
(is_expression right: (identifier) @reference.type)
(catch_declaration type: (identifier) @reference.type)
(declaration_pattern type: (identifier) @reference.type)
(foreach_statement type: (identifier) @reference.type)
(type_parameter_constraint type: (identifier) @reference.type)
(generic_name . (identifier) @reference.type)
(type_argument_list (identifier) @reference.type)
(base_list (identifier) @reference.type)
(nullable_type (identifier) @reference.type)

; Locals, and what the tree says of the type of a name. Outside of functions they are no locals.
(parameter type: (_) @type name: (identifier) @local)
(implicit_parameter) @local
(local_declaration_statement (variable_declaration type: (_) @type (variable_declarator name: (identifier) @local)))
(variable_declarator name: (identifier) @local (object_creation_expression type: (_) @type))
(foreach_statement type: (_) @type left: (identifier) @local)
(field_declaration (variable_declaration type: (_) @type (variable_declarator name: (identifier) @field)))
(property_declaration type: (_) @type name: (identifier) @field)
(declaration_pattern type: (_) @type name: (identifier) @local)
(declaration_expression name: (identifier) @local)
(tuple_pattern name: (identifier) @local)
(catch_declaration name: (identifier) @local)
(from_clause name: (identifier) @local)
(for_statement initializer: (variable_declaration (variable_declarator name: (identifier) @local)))

; Values: a name that is handed on is used.
(argument [(identifier) @reference.name (member_access_expression expression: _ @receiver name: (identifier) @reference.name)])
(assignment_expression right: [(identifier) @reference.name (member_access_expression expression: _ @receiver name: (identifier) @reference.name)])
(variable_declarator name: (_) [(identifier) @reference.name (member_access_expression expression: _ @receiver name: (identifier) @reference.name)])
(return_statement (identifier) @reference.name)
(arrow_expression_clause (identifier) @reference.name)
((member_access_expression expression: (identifier) @reference.name) (#match? @reference.name "^[A-Z]"))
[(method_declaration) (constructor_declaration) (local_function_statement) (lambda_expression) (accessor_declaration) (operator_declaration)] @scope
