; Definitions. Of several patterns that find one name the first says what it is.
(function_statement (function_name) @name) @definition.function
(class_statement . (simple_name) @name) @definition.class
(enum_statement . (simple_name) @name) @definition.enum
(enum_member . (simple_name) @name) @definition.constant
((class_statement
  .
  (simple_name) @_class
  (class_method_definition (simple_name) @name) @definition.constructor)
  (#eq? @name @_class))
(class_method_definition (simple_name) @name) @definition.method
(class_property_definition (variable) @name) @definition.field
(assignment_expression
  (left_assignment_expression
    (logical_expression (_ (_ (_ (_ (_ (_ (_ (unary_expression [
      (variable) @name
      (expression_with_unary_operator (cast_expression (unary_expression (variable) @name)))
    ]))))))))))
  value: (pipeline (pipeline_chain (logical_expression (_ (_ (_ (_ (_ (_ (_ (unary_expression (script_block_expression))))))))))))) @binding.function
(assignment_expression
  (left_assignment_expression
    (logical_expression (_ (_ (_ (_ (_ (_ (_ (unary_expression [
      (variable) @name
      (expression_with_unary_operator (cast_expression (unary_expression (variable) @name)))
    ]))))))))))) @binding.variable

; What is bound in there is local.
[(function_statement) (script_block_expression) (class_statement)] @scope

; Imports.
((command
  command_name: (command_name) @_import
  command_elements: (command_elements . (command_argument_sep) . (generic_token) @import))
  (#match? @_import "^(?:[Ii]mport-[Mm]odule|ipmo)$"))
((command
  command_name: (command_name) @_using
  command_elements: (command_elements
    . (command_argument_sep) . (generic_token) @_module . (command_argument_sep) . (generic_token) @import))
  (#match? @_using "^[Uu]sing$"))
(command
  (command_invokation_operator) @_dot
  command_name: (command_name_expr) @import
  (#eq? @_dot "."))

; Inheritance.
(class_statement . (simple_name) @inherit.of . (simple_name) @inherit)

; References.
(command command_name: (command_name) @reference.call)
(invokation_expression (member_name (simple_name) @reference.call))
(type_name (type_identifier) @reference.type)
