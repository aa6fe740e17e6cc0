; Definitions. Of several patterns that find one name the first says what it is; what stands around a name tells a class
; from an enum.
((class_declaration (modifiers (class_modifier) @_enum) "class" name: (identifier) @name) @definition.enum
  (#eq? @_enum "enum"))
(class_declaration "class" name: (identifier) @name .) @definition.class
(class_declaration
  "class"
  name: (identifier) @name
  [(class_body) (delegation_specifiers) (primary_constructor) (type_constraints) (type_parameters)] .) @definition.class
(class_declaration name: (identifier) @name (enum_class_body)) @definition.enum
(class_declaration "interface" name: (identifier) @name) @definition.interface
(object_declaration name: (identifier) @name) @definition.class
(companion_object name: (identifier) @name) @definition.class
(companion_object "companion" @name !name) @definition.class
(enum_entry . (identifier) @name) @definition.constant
(enum_entry (modifiers) . (identifier) @name) @definition.constant
((property_declaration
  (modifiers (property_modifier) @_const)
  (variable_declaration . (identifier) @name)) @definition.constant
  (#eq? @_const "const"))
(property_declaration (multi_variable_declaration (variable_declaration . (identifier) @name))) @binding.variable
(type_alias type: (identifier) @name) @definition.type
(source_file (function_declaration name: (identifier) @name) @definition.function)
; The grammar reads a context on the line of its function as a call.
((infix_expression
  (call_expression . (identifier) @_context)
  .
  (identifier) @_fun
  .
  (call_expression . [(identifier) @name (call_expression . (identifier) @name)])) @definition.function
  (#eq? @_context "context")
  (#eq? @_fun "fun"))
(block (function_declaration name: (identifier) @name) @definition.function)
(lambda_literal (function_declaration name: (identifier) @name) @definition.function)
(class_body (function_declaration name: (identifier) @name) @definition.method)
(enum_class_body (function_declaration name: (identifier) @name) @definition.method)
(secondary_constructor "constructor" @name) @definition.constructor
(source_file
  (property_declaration (variable_declaration . (identifier) @name)) @definition.variable)
(class_body
  (property_declaration (variable_declaration . (identifier) @name)) @definition.property)
(enum_class_body
  (property_declaration (variable_declaration . (identifier) @name)) @definition.property)
(class_parameter ["val" "var"] . (identifier) @name) @definition.property

; Imports.
(import (qualified_identifier) @import "*" @import.name)
(import (qualified_identifier (identifier) @import.name .) @import .)
(import (qualified_identifier (identifier) @import.name .) @import (identifier) @import.as .)

; Inheritance.
(class_declaration
  name: (identifier) @inherit.of
  (delegation_specifiers
    (delegation_specifier
      [
        (user_type (identifier) @inherit . (type_arguments)? .)
        (constructor_invocation (user_type (identifier) @inherit . (type_arguments)? .))
        (explicit_delegation . (user_type (identifier) @inherit . (type_arguments)? .))
      ])))
(object_declaration
  name: (identifier) @inherit.of
  (delegation_specifiers
    (delegation_specifier
      [
        (user_type (identifier) @inherit . (type_arguments)? .)
        (constructor_invocation (user_type (identifier) @inherit . (type_arguments)? .))
      ])))

; References.
(call_expression . (identifier) @reference.call)
(call_expression . (navigation_expression . (_) @receiver (identifier) @reference.call .))
(infix_expression (_) . (identifier) @reference.call . (_))
(constructor_invocation (user_type (identifier) @reference.call . (type_arguments)? .))
(annotation (user_type (identifier) @reference.call .))
(callable_reference (identifier) @reference.call .)
(navigation_expression . (_) @receiver "::" (identifier) @reference.call .)
((navigation_expression . (identifier) @reference.name) (#match? @reference.name "^[A-Z]"))
(user_type (identifier) @reference.type)

; What is bound in there is local.
[(function_declaration) (anonymous_function) (lambda_literal) (anonymous_initializer) (secondary_constructor) (getter) (setter)] @scope

; Locals, and what the tree says of the type of a name. Outside of functions they are no locals.
(parameter . (identifier) @local (user_type) @type)
(class_parameter (identifier) @field (user_type) @type)
(property_declaration (variable_declaration . (identifier) @local))
(property_declaration (variable_declaration . (identifier) @local (user_type) @type))
((property_declaration (variable_declaration . (identifier) @local) (call_expression . (identifier) @type))
  (#match? @type "^[A-Z]"))
(lambda_parameters (variable_declaration . (identifier) @local))
(for_statement (variable_declaration . (identifier) @local))
(multi_variable_declaration (variable_declaration . (identifier) @local))
(catch_block . (identifier) @local)
(when_subject (variable_declaration . (identifier) @local))
(value_argument (identifier) @reference.name)
