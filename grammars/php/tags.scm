; Definitions.
(namespace_definition name: (namespace_name) @name) @definition.namespace
(class_declaration name: (name) @name) @definition.class
(interface_declaration name: (name) @name) @definition.interface
(trait_declaration name: (name) @name) @definition.trait
(enum_declaration name: (name) @name) @definition.enum
(function_definition name: (name) @name) @definition.function
((method_declaration name: (name) @name) @definition.constructor (#eq? @name "__construct"))
(method_declaration name: (name) @name) @definition.method
(property_declaration (property_element name: (variable_name (name) @name))) @definition.field
(property_promotion_parameter name: (variable_name (name) @name)) @definition.field
(enum_case name: (name) @name) @definition.constant
(const_declaration (const_element . (name) @name)) @definition.constant
((function_call_expression
  function: (name) @_define
  arguments: (arguments . (argument (string (string_content) @name)))) @definition.constant
  (#eq? @_define "define"))
; Variables that hold a function, and those of the file.
(assignment_expression
  left: (variable_name (name) @name)
  right: [(anonymous_function) (arrow_function)]) @definition.function
([
  (program
    (expression_statement
      (assignment_expression
        left: [(variable_name (name) @name) (list_literal (variable_name (name) @name))])) @definition.variable)
  (namespace_definition
    body: (compound_statement
      (expression_statement
        (assignment_expression
          left: [(variable_name (name) @name) (list_literal (variable_name (name) @name))])) @definition.variable))
])

; Imports.
(namespace_use_declaration
  !body
  (namespace_use_clause
    .
    [(qualified_name (name) @import.name) @import (name) @import]
    !alias))
(namespace_use_declaration
  !body
  (namespace_use_clause . (qualified_name (name) @import.name) @import alias: (name) @import.as))
(namespace_use_declaration
  (namespace_name) @import
  body: (namespace_use_group (namespace_use_clause . (name) @import.name !alias)))
(namespace_use_declaration
  (namespace_name) @import
  body: (namespace_use_group (namespace_use_clause . (name) @import.name alias: (name) @import.as)))
(include_expression (_) @import)
(include_once_expression (_) @import)
(require_expression (_) @import)
(require_once_expression (_) @import)

; Inheritance.
(class_declaration
  name: (name) @inherit.of
  (base_clause [(name) @inherit (qualified_name (name) @inherit)]))
(class_declaration
  name: (name) @inherit.of
  (class_interface_clause [(name) @inherit (qualified_name (name) @inherit)]))
(enum_declaration
  name: (name) @inherit.of
  (class_interface_clause [(name) @inherit (qualified_name (name) @inherit)]))
(interface_declaration
  name: (name) @inherit.of
  (base_clause [(name) @inherit (qualified_name (name) @inherit)]))
(class_declaration
  name: (name) @inherit.of
  body: (declaration_list (use_declaration [(name) @inherit (qualified_name (name) @inherit)])))

; References.
(function_call_expression function: [(name) @reference.call (qualified_name (name) @reference.call)])
(member_call_expression object: (_) @receiver name: (name) @reference.call)
(nullsafe_member_call_expression object: (_) @receiver name: (name) @reference.call)
(scoped_call_expression scope: (_) @receiver name: (name) @reference.call)
(scoped_call_expression scope: [(name) @reference.type (qualified_name (name) @reference.type)])
(class_constant_access_expression . [(name) @reference.type (qualified_name (name) @reference.type)])
(object_creation_expression [(name) @reference.call (qualified_name (name) @reference.call)])
(attribute [(name) @reference.call (qualified_name (name) @reference.call)])
(named_type [(name) @reference.type (qualified_name (name) @reference.type)])
(base_clause [(name) @reference.type (qualified_name (name) @reference.type)])
(class_interface_clause [(name) @reference.type (qualified_name (name) @reference.type)])
(use_declaration (name) @reference.type)
(binary_expression operator: "instanceof" right: [(name) @reference.type (qualified_name (name) @reference.type)])

; Locals, and what the tree says of the type of a name. Outside of functions they are no locals.
(simple_parameter type: (_) @type name: (variable_name) @local)
(assignment_expression left: (variable_name) @local right: (object_creation_expression (name) @type))
(property_declaration type: (_) @type (property_element name: (variable_name (name) @field)))
(property_promotion_parameter type: (_) @type name: (variable_name (name) @field))
[(function_definition) (method_declaration) (anonymous_function) (arrow_function)] @scope
