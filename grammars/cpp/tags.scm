; Of several patterns that find one name the first says what it is.
; Members inside of their class, defined or declared. A constructor has no type.
(field_declaration_list
  (function_definition !type declarator: (function_declarator declarator: (identifier) @name)) @definition.constructor)
(field_declaration_list
  (declaration !type declarator: (function_declarator declarator: (identifier) @name)) @definition.constructor)
(field_declaration_list
  (template_declaration
    [
      (function_definition !type declarator: (function_declarator declarator: (identifier) @name))
      (declaration !type declarator: (function_declarator declarator: (identifier) @name))
    ]) @definition.constructor)
(field_declaration_list
  (template_declaration
    [
      (function_definition declarator: [
    (function_declarator declarator: [(identifier) (operator_name) (field_identifier)] @name)
    (_ (function_declarator declarator: [(identifier) (operator_name) (field_identifier)] @name))
    (_ (_ (function_declarator declarator: [(identifier) (operator_name) (field_identifier)] @name)))
  ])
      (declaration declarator: [
    (function_declarator declarator: [(identifier) (operator_name) (field_identifier)] @name)
    (_ (function_declarator declarator: [(identifier) (operator_name) (field_identifier)] @name))
    (_ (_ (function_declarator declarator: [(identifier) (operator_name) (field_identifier)] @name)))
  ])
    ]) @definition.method)
(function_definition
  declarator: [
    (function_declarator declarator: [(field_identifier) (destructor_name)] @name)
    (_ (function_declarator declarator: [(field_identifier) (destructor_name)] @name))
    (_ (_ (function_declarator declarator: [(field_identifier) (destructor_name)] @name)))
  ]) @definition.method
(field_declaration_list
  (function_definition declarator: [
    (function_declarator declarator: (operator_name) @name)
    (_ (function_declarator declarator: (operator_name) @name))
    (_ (_ (function_declarator declarator: (operator_name) @name)))
  ]) @definition.method)
(field_declaration
  declarator: [
    (function_declarator declarator: [(field_identifier) (operator_name)] @name)
    (_ (function_declarator declarator: [(field_identifier) (operator_name)] @name))
    (_ (_ (function_declarator declarator: [(field_identifier) (operator_name)] @name)))
  ]) @definition.method
(field_declaration_list
  (declaration declarator: [
    (function_declarator declarator: [(destructor_name) (operator_name)] @name)
    (_ (function_declarator declarator: [(destructor_name) (operator_name)] @name))
    (_ (_ (function_declarator declarator: [(destructor_name) (operator_name)] @name)))
  ]) @definition.method)
(function_definition declarator: (operator_cast "operator" @name.lead type: (_) @name)) @definition.method
(declaration declarator: (operator_cast "operator" @name.lead type: (_) @name)) @definition.method
(function_definition
  declarator: (qualified_identifier
    scope: (_) @container
    name: [
      (operator_cast "operator" @name.lead type: (_) @name)
      (qualified_identifier
        scope: (_) @container
        name: [
          (operator_cast "operator" @name.lead type: (_) @name)
          (qualified_identifier scope: (_) @container name: (operator_cast "operator" @name.lead type: (_) @name))
        ])
    ])) @definition.method
; Members outside of their class.
(function_definition
  !type
  declarator: (function_declarator
    declarator: (qualified_identifier scope: (_) @container name: (identifier) @name))) @definition.constructor
(function_definition
  declarator: [
    (function_declarator declarator: (qualified_identifier scope: (_) @container name: [(identifier) (destructor_name) (operator_name)] @name))
    (_ (function_declarator declarator: (qualified_identifier scope: (_) @container name: [(identifier) (destructor_name) (operator_name)] @name)))
    (_ (_ (function_declarator declarator: (qualified_identifier scope: (_) @container name: [(identifier) (destructor_name) (operator_name)] @name))))
  ]) @definition.method
(function_definition
  declarator: [
    (function_declarator declarator: (qualified_identifier scope: (_) @container name: (qualified_identifier scope: (_) @container name: [(identifier) (destructor_name) (operator_name)] @name)))
    (_ (function_declarator declarator: (qualified_identifier scope: (_) @container name: (qualified_identifier scope: (_) @container name: [(identifier) (destructor_name) (operator_name)] @name))))
    (_ (_ (function_declarator declarator: (qualified_identifier scope: (_) @container name: (qualified_identifier scope: (_) @container name: [(identifier) (destructor_name) (operator_name)] @name)))))
  ]) @definition.method
(function_definition
  declarator: [
    (function_declarator declarator: (qualified_identifier scope: (_) @container name: (qualified_identifier scope: (_) @container name: (qualified_identifier scope: (_) @container name: [(identifier) (destructor_name) (operator_name)] @name))))
    (_ (function_declarator declarator: (qualified_identifier scope: (_) @container name: (qualified_identifier scope: (_) @container name: (qualified_identifier scope: (_) @container name: [(identifier) (destructor_name) (operator_name)] @name)))))
    (_ (_ (function_declarator declarator: (qualified_identifier scope: (_) @container name: (qualified_identifier scope: (_) @container name: (qualified_identifier scope: (_) @container name: [(identifier) (destructor_name) (operator_name)] @name))))))
  ]) @definition.method
; `TEST(Suite, name) { ... }`: the macro makes a function of the name.
((function_definition
  !type
  declarator: (function_declarator
    declarator: (identifier) @_macro
    parameters: [
      (parameter_list . (parameter_declaration type: (type_identifier) @name !declarator) .)
      (parameter_list
        .
        (parameter_declaration type: (type_identifier) @container !declarator)
        .
        (parameter_declaration type: (type_identifier) @name !declarator)
        .)
    ])) @definition.function
  (#match? @_macro "^[A-Z][A-Z0-9_]+$"))
; A specialised template, and a destructor that the grammar reads as a call that is assigned to.
(function_definition
  declarator: [
    (function_declarator declarator: (template_function name: (identifier) @name))
    (_ (function_declarator declarator: (template_function name: (identifier) @name)))
  ]) @definition.function
(expression_statement
  (assignment_expression
    left: (call_expression
      function: (qualified_identifier scope: (_) @container name: (destructor_name) @name)))) @definition.method
; Functions. What returns a pointer or a reference has its declarator inside of another one.
; A statement that a directive tears off looks like one; so does a conversion behind `inline`.
((function_definition
  type: (qualified_identifier scope: (_) @container name: (type_identifier) @name.lead)
  declarator: (function_declarator declarator: (identifier) @name)) @definition.method
  (#eq? @name.lead "operator"))
((function_definition !type declarator: (function_declarator declarator: (identifier) @name)) @definition.function
  (#not-match? @name "^(?:[A-Z][A-Z0-9_]+|if|else|while|for|switch|return|catch)$"))
((function_definition
  type: (_)
  declarator: [
    (function_declarator declarator: [(identifier) (operator_name)] @name)
    (_ (function_declarator declarator: [(identifier) (operator_name)] @name))
    (_ (_ (function_declarator declarator: [(identifier) (operator_name)] @name)))
  ]) @definition.function
  (#not-any-of? @name "if" "else" "while" "for" "switch" "return" "catch"))
(friend_declaration (declaration declarator: [
    (function_declarator declarator: [(identifier) (operator_name)] @name)
    (_ (function_declarator declarator: [(identifier) (operator_name)] @name))
    (_ (_ (function_declarator declarator: [(identifier) (operator_name)] @name)))
  ])) @definition.function
; Prototypes, constants and variables: of the file, or locals when they stand in a function.
(declaration
  declarator: [
    (function_declarator declarator: [(identifier) (operator_name)] @name)
    (_ (function_declarator declarator: [(identifier) (operator_name)] @name))
    (_ (_ (function_declarator declarator: [(identifier) (operator_name)] @name)))
  ]) @binding.function
(declaration
  declarator: [
    (identifier) @name
    (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
    (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
    (reference_declarator (identifier) @name)
    (function_declarator
      declarator: (parenthesized_declarator
        (pointer_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])))
    (init_declarator
      declarator: [
        (identifier) @name
        (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
        (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
    (reference_declarator (identifier) @name)
        (function_declarator
          declarator: (parenthesized_declarator
            (pointer_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])))
      ])
  ]) @binding.variable
(declaration
  declarator: [
    (qualified_identifier
      scope: (_) @container
      name: [
        (identifier) @name
        (qualified_identifier
          scope: (_) @container
          name: [(identifier) @name (qualified_identifier scope: (_) @container name: (identifier) @name)])
      ])
    (init_declarator
      declarator: [
        (qualified_identifier
          scope: (_) @container
          name: [
            (identifier) @name
            (qualified_identifier
              scope: (_) @container
              name: [(identifier) @name (qualified_identifier scope: (_) @container name: (identifier) @name)])
          ])
        (structured_binding_declarator (identifier) @name)
      ])
  ]) @binding.variable
[(function_definition) (lambda_expression)] @scope

; Types.
(struct_specifier
  name: [
    (type_identifier) @name
    (_ name: [(type_identifier) @name (_ name: (type_identifier) @name)])
  ]
  body: (_)) @definition.struct
(union_specifier name: (type_identifier) @name body: (_)) @definition.struct
(enum_specifier name: (type_identifier) @name body: (_)) @definition.enum
(enumerator name: (identifier) @name) @definition.constant
(class_specifier
  name: [
    (type_identifier) @name
    (_ name: [(type_identifier) @name (_ name: (type_identifier) @name)])
  ]
  body: (_)) @definition.class
(type_definition
  declarator: [
    (type_identifier) @name
    (_ declarator: [(type_identifier) @name (_ declarator: (type_identifier) @name)])
    (function_declarator declarator: (_ (_ declarator: (type_identifier) @name)))
    (_ declarator: (function_declarator declarator: (_ (_ declarator: (type_identifier) @name))))
  ]) @definition.type
(alias_declaration name: (type_identifier) @name) @definition.type
(concept_definition name: (identifier) @name) @definition.type
(namespace_definition name: [(namespace_identifier) (nested_namespace_specifier)] @name) @definition.namespace
(namespace_alias_definition name: (namespace_identifier) @name) @definition.namespace
(module_declaration name: (module_name) @name) @definition.module
(field_declaration
  declarator: [
    (field_identifier) @name
    (pointer_declarator declarator: [(field_identifier) @name (pointer_declarator declarator: (field_identifier) @name) (array_declarator declarator: (field_identifier) @name)])
    (array_declarator declarator: [(field_identifier) @name (array_declarator declarator: (field_identifier) @name)])
    (reference_declarator (field_identifier) @name)
    (function_declarator
      declarator: (parenthesized_declarator
        (pointer_declarator declarator: [(field_identifier) @name (array_declarator declarator: (field_identifier) @name)])))
  ]) @definition.field
; Macros. One without a value counts unless its name says that it only guards a header.
(preproc_function_def name: (identifier) @name) @definition.macro
(preproc_def name: (identifier) @name value: (_)) @definition.macro
((preproc_def name: (identifier) @name !value) @definition.macro
  (#not-match? @name "_(H|HH|HPP|HXX|H_INCLUDED|INCLUDED)_*$"))

; Imports.
(preproc_include path: [(string_literal) (system_lib_string) (identifier)] @import)
(import_declaration name: (_) @import)

; Inheritance.
([
  (class_specifier
    name: (type_identifier) @inherit.of
    (base_class_clause
      [
        (type_identifier) @inherit
        (_ name: (type_identifier) @inherit)
        (_ name: (_ name: (type_identifier) @inherit))
      ]))
  (struct_specifier
    name: (type_identifier) @inherit.of
    (base_class_clause
      [
        (type_identifier) @inherit
        (_ name: (type_identifier) @inherit)
        (_ name: (_ name: (type_identifier) @inherit))
      ]))
])
; References.
(call_expression function: (identifier) @reference.call)
(call_expression function: (field_expression argument: (_) @receiver field: (field_identifier) @reference.call))
(call_expression
  function: (parenthesized_expression (pointer_expression argument: (identifier) @reference.call)))
(call_expression
  function: (qualified_identifier
    scope: (_) @receiver
    name: [
      (identifier) @reference.call
      (qualified_identifier
        name: [
          (identifier) @reference.call
          (qualified_identifier name: (identifier) @reference.call)
        ])
    ]))
(template_function name: (identifier) @reference.call)
(template_method name: (field_identifier) @reference.call)
(new_expression
  type: [
    (type_identifier) @reference.call
    (_ name: (type_identifier) @reference.call)
    (_ name: (_ name: (type_identifier) @reference.call))
  ])
(namespace_identifier) @reference.name
(field_initializer (field_identifier) @reference.name)
(type_identifier) @reference.type

; Values: a name that is handed on is used.
(argument_list [(identifier) @reference.name (pointer_expression argument: (identifier) @reference.name)])
(initializer_pair value: [(identifier) @reference.name (pointer_expression argument: (identifier) @reference.name)])
(initializer_list (identifier) @reference.name)
(init_declarator value: [(identifier) @reference.name (pointer_expression argument: (identifier) @reference.name)])
(assignment_expression right: (identifier) @reference.name)
(return_statement (identifier) @reference.name)

; Locals, and what the tree says of the type of a name. Outside of functions they are no locals.
(parameter_declaration type: (_) @type declarator: [(identifier) @local (_ declarator: (identifier) @local)])
(parameter_declaration
  declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @local))))
(declaration
  declarator: (init_declarator declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @local)))))
(declaration type: (_) @type declarator: [(identifier) @local (_ declarator: (identifier) @local)])
(field_declaration type: (_) @type declarator: [(field_identifier) @field (_ declarator: (field_identifier) @field)])
(parameter_declaration type: (_) @type declarator: (reference_declarator (identifier) @local))
(for_range_loop type: (_) @type declarator: (identifier) @local)
