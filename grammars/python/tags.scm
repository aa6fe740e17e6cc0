; Of several patterns that find one name the first says what it is. A decorated definition is found once, together with
; its decorators.
(class_definition
  body: (block
    [
      (function_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?))
      (decorated_definition definition: (function_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?)))
    ] @definition.method))
(class_definition
  body: (block
    [
      (if_statement
        [
          (block (function_definition name: (identifier) @name) @definition.method)
          (_ (block (function_definition name: (identifier) @name) @definition.method))
        ])
      (try_statement
        [
          (block (function_definition name: (identifier) @name) @definition.method)
          (_ (block (function_definition name: (identifier) @name) @definition.method))
        ])
    ]))
(class_definition
  body: (block (expression_statement (assignment left: (identifier) @name right: (lambda)) @definition.method)))
(decorated_definition definition: (function_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?))) @definition.function
(function_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?)) @definition.function
(assignment left: (identifier) @name right: (lambda)) @definition.function
(decorated_definition definition: (class_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?))) @definition.class
(class_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc)?)) @definition.class

; Assignments: of class bodies, of `self`, and of the module. Those of functions are locals.
(class_definition
  body: (block
    (expression_statement
      (assignment left: [(identifier) @name (pattern_list (identifier) @name)])) @definition.field))
((assignment
  left: [
    (attribute object: (identifier) @own attribute: (identifier) @name)
    (pattern_list (attribute object: (identifier) @own attribute: (identifier) @name))
  ]) @definition.field
  (#eq? @own "self"))
(assignment
  left: [
    (identifier) @name
    (pattern_list [(identifier) @name (tuple_pattern [(identifier) @name (list_splat_pattern (identifier) @name) (tuple_pattern (identifier) @name)]) (list_pattern [(identifier) @name (list_splat_pattern (identifier) @name)]) (list_splat_pattern (identifier) @name)])
    (tuple_pattern [(identifier) @name (list_pattern [(identifier) @name (list_splat_pattern (identifier) @name)]) (tuple_pattern (identifier) @name) (list_splat_pattern (identifier) @name)])
    (list_pattern [(identifier) @name (list_splat_pattern (identifier) @name)])
  ]) @binding.variable
(module (expression_statement (named_expression name: (identifier) @name)) @binding.variable)
(type_alias_statement
  left: (type [(identifier) @name (generic_type . (identifier) @name)])) @definition.type

; What is bound in there is local.
[(function_definition) (lambda) (list_comprehension) (set_comprehension) (dictionary_comprehension) (generator_expression)] @scope

; Imports.
(import_statement name: (dotted_name) @import)
(import_statement name: (aliased_import name: (dotted_name) @import alias: (identifier) @import.as))
(import_from_statement
  module_name: (_) @import
  name: [
    (dotted_name) @import.name
    (aliased_import name: (dotted_name) @import.name alias: (identifier) @import.as)
  ])
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
(call function: (attribute object: (_) @receiver attribute: (identifier) @reference.call))
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

; Values: a name that is handed on is used.
(argument_list [(identifier) @reference.name (attribute object: (_) @receiver attribute: (identifier) @reference.name)])
(keyword_argument value: [(identifier) @reference.name (attribute object: (_) @receiver attribute: (identifier) @reference.name)])
(pair value: [(identifier) @reference.name (attribute object: (_) @receiver attribute: (identifier) @reference.name)])
(list (identifier) @reference.name)
(tuple (identifier) @reference.name)
(return_statement (identifier) @reference.name)
((attribute object: (identifier) @reference.name) (#match? @reference.name "^[A-Z]"))
(assignment right: [(identifier) @reference.name (attribute object: (_) @receiver attribute: (identifier) @reference.name)])
; A name that stands in an expression is a use of what the file defines or imports under it.
(attribute object: (identifier) @reference.value)
(boolean_operator (identifier) @reference.value)
(comparison_operator (identifier) @reference.value)
(binary_operator (identifier) @reference.value)
(not_operator argument: (identifier) @reference.value)
(conditional_expression (identifier) @reference.value)
(subscript (identifier) @reference.value)
(parenthesized_expression (identifier) @reference.value)
(list_splat (identifier) @reference.value)
(dictionary_splat (identifier) @reference.value)
(default_parameter value: (identifier) @reference.value)
(typed_default_parameter value: (identifier) @reference.value)
(for_statement right: (identifier) @reference.value)
(for_in_clause right: (identifier) @reference.value)
(yield (identifier) @reference.value)
(if_statement condition: (identifier) @reference.value)

; Locals, and what the tree says of the type of a name. Outside of functions they are no locals.
(parameters
  [
    (identifier) @local
    (default_parameter name: (identifier) @local)
    (list_splat_pattern (identifier) @local)
    (dictionary_splat_pattern (identifier) @local)
  ])
(typed_parameter . (identifier) @local type: (type (_) @type))
(typed_default_parameter name: (identifier) @local type: (type (_) @type))
(lambda_parameters
  [
    (identifier) @local
    (default_parameter name: (identifier) @local)
    (list_splat_pattern (identifier) @local)
    (dictionary_splat_pattern (identifier) @local)
  ])
(for_statement left: (identifier) @local)
(for_in_clause left: [
  (identifier) @local.whole
  (pattern_list [(identifier) @local.whole (tuple_pattern (identifier) @local.whole)])
  (tuple_pattern [(identifier) @local.whole (tuple_pattern (identifier) @local.whole)])
])
(for_statement left: [
  (pattern_list [(identifier) @local (tuple_pattern (identifier) @local)])
  (tuple_pattern [(identifier) @local (tuple_pattern (identifier) @local)])
])
(as_pattern alias: (as_pattern_target [(identifier) @local (tuple (identifier) @local)]))
(named_expression name: (identifier) @local)
(case_pattern (dotted_name . (identifier) @local .))
(case_pattern (as_pattern (identifier) @local .))
(case_pattern (keyword_pattern (dotted_name . (identifier) @local .)))
(splat_pattern (identifier) @local)
((assignment left: (identifier) @local right: (call function: [(identifier) @type (attribute attribute: (identifier) @type)]))
  (#match? @type "^[A-Z]"))
(assignment left: (identifier) @local type: (type (_) @type))
((assignment left: (attribute attribute: (identifier) @field) right: (call function: (identifier) @type))
  (#match? @type "^[A-Z]"))
(assignment left: (attribute attribute: (identifier) @field) type: (type (_) @type))
