; Every pattern names the parent, so that a decorated definition is found once, together with its decorators.
(module
    [
      (function_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?))
      (decorated_definition
        definition: (function_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?)))
    ] @definition.function)
(class_definition
  body: (block
    [
      (function_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?))
      (decorated_definition
        definition: (function_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?)))
    ] @definition.method))
(function_definition
  body: (block
    [
      (function_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?))
      (decorated_definition
        definition: (function_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?)))
    ] @definition.function))
(if_statement
  consequence: (block
    [
      (function_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?))
      (decorated_definition
        definition: (function_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?)))
    ] @definition.function))
(else_clause
  body: (block
    [
      (function_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?))
      (decorated_definition
        definition: (function_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?)))
    ] @definition.function))
(try_statement
  body: (block
    [
      (function_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?))
      (decorated_definition
        definition: (function_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?)))
    ] @definition.function))
(with_statement
  body: (block
    [
      (function_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?))
      (decorated_definition
        definition: (function_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?)))
    ] @definition.function))
(except_clause (block (function_definition name: (identifier) @name) @definition.function))
(elif_clause (block (function_definition name: (identifier) @name) @definition.function))
(for_statement (block (function_definition name: (identifier) @name) @definition.function))
(while_statement (block (function_definition name: (identifier) @name) @definition.function))
(finally_clause (block (function_definition name: (identifier) @name) @definition.function))

(decorated_definition
  definition: (class_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?))) @definition.class
(module (class_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?)) @definition.class)
(block (class_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?)) @definition.class)

; Assignments of the module and of class bodies.
(module
  (expression_statement
    (assignment
      left: [(identifier) @name (pattern_list (identifier) @name) (tuple_pattern (identifier) @name)])) @definition.variable)
(class_definition
  body: (block (expression_statement (assignment left: (identifier) @name)) @definition.field))
(type_alias_statement
  left: (type [(identifier) @name (generic_type . (identifier) @name)])) @definition.type

; Imports.
(import_statement
  name: [(dotted_name) @import (aliased_import name: (dotted_name) @import alias: (identifier) @import.name)])
(import_from_statement
  module_name: (_) @import
  name: [(dotted_name) @import.name (aliased_import name: (dotted_name) @import.name)])
(import_from_statement module_name: (_) @import (wildcard_import) @import.name)
(future_import_statement "__future__" @import name: (dotted_name) @import.name)

; Inheritance.
(class_definition
  name: (identifier) @inherit.of
  superclasses: (argument_list
    [
      (identifier) @inherit
      (attribute attribute: (identifier) @inherit)
      (subscript value: (identifier) @inherit)
      (subscript value: (attribute attribute: (identifier) @inherit))
    ]))

; References.
(call function: (identifier) @reference.call)
(call function: (attribute attribute: (identifier) @reference.call))
(decorator (identifier) @reference.call)
(decorator (attribute attribute: (identifier) @reference.call))
(type (identifier) @reference.type)
(type (attribute attribute: (identifier) @reference.type))
(type (generic_type . (identifier) @reference.type))
(type (subscript value: (identifier) @reference.type))
(type (subscript value: (attribute attribute: (identifier) @reference.type)))
(type (binary_operator (identifier) @reference.type))
(type (member_type (identifier) @reference.type .))
(class_definition
  superclasses: (argument_list
    [(identifier) @reference.type (attribute attribute: (identifier) @reference.type)]))
(except_clause (identifier) @reference.type)
(raise_statement (identifier) @reference.type)
