; Definitions.
(module_binding (module_name) @name) @definition.module
(module_type_definition (module_type_name) @name) @definition.interface
(class_binding (class_name) @name) @definition.class
(class_type_binding (class_type_name) @name) @definition.interface
(method_definition (method_name) @name) @definition.method
(method_specification (method_name) @name) @definition.method
(instance_variable_definition (instance_variable_name) @name) @definition.field
(type_binding name: (type_constructor) @name) @definition.type
(exception_definition (constructor_declaration (constructor_name) @name)) @definition.type
(variant_declaration (constructor_declaration (constructor_name) @name) @definition.constructor)
(field_declaration (field_name) @name) @definition.field
(external (value_name) @name) @definition.function
(value_specification (value_name) @name) @definition.function
(let_binding
  pattern: [(value_name) @name (parenthesized_operator (_) @name)] . (parameter)) @definition.function
(let_binding pattern: (value_name) @name body: [(fun_expression) (function_expression)]) @definition.function
(compilation_unit
  (value_definition
    (let_binding
      pattern: [
        (value_name) @name
        (parenthesized_operator (_) @name)
        (tuple_pattern [(value_name) @name (parenthesized_pattern (tuple_pattern (value_name) @name))])
        (record_pattern
          [
            (field_pattern . (field_path (field_name) @name) .)
            (field_pattern pattern: (value_name) @name)
          ])
        (typed_pattern pattern: (value_name) @name)
      ]) @definition.constant))
(structure
  (value_definition
    (let_binding
      pattern: [
        (value_name) @name
        (parenthesized_operator (_) @name)
        (tuple_pattern [(value_name) @name (parenthesized_pattern (tuple_pattern (value_name) @name))])
        (record_pattern
          [
            (field_pattern . (field_path (field_name) @name) .)
            (field_pattern pattern: (value_name) @name)
          ])
        (typed_pattern pattern: (value_name) @name)
      ]) @definition.constant))

; Imports.
(open_module module: (module_path (module_name) @import.name .) @import)
(include_module module: (module_path) @import)

; Inheritance.
(class_binding
  (class_name) @inherit.of
  body: (object_expression
    (inheritance_definition
      class: [(class_path (class_name) @inherit) (class_application class: (class_path (class_name) @inherit))])))
(module_binding (module_name) @inherit.of module_type: (module_type_path (module_type_name) @inherit))

; References.
(application_expression function: (value_path (value_name) @reference.call))
(application_expression function: (constructor_path (constructor_name) @reference.call))
(infix_expression operator: (rel_operator) @_pipe right: (value_path (value_name) @reference.call)
  (#eq? @_pipe "|>"))
(infix_expression left: (value_path (value_name) @reference.call) operator: (concat_operator))
(method_invocation method: (method_name) @reference.call)
(new_expression (class_path (class_name) @reference.call))
(module_path (module_name) @reference.type)
(module_type_path (module_type_name) @reference.type)
(type_constructor_path (type_constructor) @reference.type)
(class_path (class_name) @reference.type)
