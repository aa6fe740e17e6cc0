; Functions. What returns a pointer or a reference has its declarator inside of another one.
(function_definition
  type: (_)
  declarator: [
    (function_declarator declarator: (identifier) @name)
    (_ (function_declarator declarator: (identifier) @name))
    (_ (_ (function_declarator declarator: (identifier) @name)))
  ]) @definition.function
(translation_unit
  (function_definition !type declarator: (function_declarator declarator: (identifier) @name)) @definition.function)
(declaration_list
  (function_definition !type declarator: (function_declarator declarator: (identifier) @name)) @definition.function)
; Members inside of their class, defined or declared. A constructor has no type.
(field_declaration_list
  (function_definition !type declarator: (function_declarator declarator: (identifier) @name)) @definition.constructor)
(field_declaration_list
  (declaration declarator: (function_declarator declarator: (identifier) @name)) @definition.constructor)
(function_definition
  declarator: [
    (function_declarator declarator: [(field_identifier) @name (destructor_name) @name (operator_name) @name])
    (_ (function_declarator declarator: [(field_identifier) @name (destructor_name) @name (operator_name) @name]))
    (_ (_ (function_declarator declarator: [(field_identifier) @name (destructor_name) @name (operator_name) @name])))
  ]) @definition.method
(field_declaration
  declarator: [
    (function_declarator declarator: [(field_identifier) @name (operator_name) @name])
    (_ (function_declarator declarator: [(field_identifier) @name (operator_name) @name]))
    (_ (_ (function_declarator declarator: [(field_identifier) @name (operator_name) @name])))
  ]) @definition.method
(field_declaration_list
  (declaration declarator: (function_declarator declarator: (destructor_name) @name)) @definition.method)
(function_definition declarator: (operator_cast type: (_) @name)) @definition.method
; Members outside of their class.
(function_definition
  declarator: [
    (function_declarator declarator: (qualified_identifier name: [(identifier) @name (destructor_name) @name (operator_name) @name]))
    (_ (function_declarator declarator: (qualified_identifier name: [(identifier) @name (destructor_name) @name (operator_name) @name])))
  ]) @definition.method
(function_definition
  declarator: [
    (function_declarator declarator: (qualified_identifier name: (qualified_identifier name: [(identifier) @name (destructor_name) @name (operator_name) @name])))
    (_ (function_declarator declarator: (qualified_identifier name: (qualified_identifier name: [(identifier) @name (destructor_name) @name (operator_name) @name]))))
  ]) @definition.method
(function_definition
  declarator: (function_declarator
    declarator: (qualified_identifier name: (qualified_identifier name: (qualified_identifier name: [(identifier) @name (destructor_name) @name (operator_name) @name]))))) @definition.method
; Prototypes, not the ones inside of functions.
(translation_unit
  (declaration
    declarator: [
      (function_declarator declarator: (identifier) @name)
      (_ (function_declarator declarator: (identifier) @name))
    ]) @definition.function)
(preproc_ifdef
  (declaration
    declarator: [
      (function_declarator declarator: (identifier) @name)
      (_ (function_declarator declarator: (identifier) @name))
    ]) @definition.function)
(preproc_if
  (declaration
    declarator: [
      (function_declarator declarator: (identifier) @name)
      (_ (function_declarator declarator: (identifier) @name))
    ]) @definition.function)
(preproc_else
  (declaration
    declarator: [
      (function_declarator declarator: (identifier) @name)
      (_ (function_declarator declarator: (identifier) @name))
    ]) @definition.function)
(declaration_list
  (declaration
    declarator: [
      (function_declarator declarator: (identifier) @name)
      (_ (function_declarator declarator: (identifier) @name))
    ]) @definition.function)
(template_declaration
  (declaration
    declarator: [
      (function_declarator declarator: (identifier) @name)
      (_ (function_declarator declarator: (identifier) @name))
    ]) @definition.function)
(linkage_specification
  (declaration
    declarator: [
      (function_declarator declarator: (identifier) @name)
      (_ (function_declarator declarator: (identifier) @name))
    ]) @definition.function)
; Constants and variables of the file.
(translation_unit
  (declaration
    declarator: [
      (identifier) @name
      (init_declarator
        declarator: [
          (identifier) @name
          (pointer_declarator declarator: (identifier) @name)
          (array_declarator declarator: (identifier) @name)
          (_ declarator: (array_declarator declarator: (identifier) @name))
        ])
      (pointer_declarator declarator: (identifier) @name)
      (array_declarator declarator: (identifier) @name)
    ]) @definition.variable)
(declaration_list
  (declaration
    declarator: [
      (identifier) @name
      (init_declarator
        declarator: [
          (identifier) @name
          (pointer_declarator declarator: (identifier) @name)
          (array_declarator declarator: (identifier) @name)
          (_ declarator: (array_declarator declarator: (identifier) @name))
        ])
      (pointer_declarator declarator: (identifier) @name)
      (array_declarator declarator: (identifier) @name)
    ]) @definition.variable)
; Under #if only the ones with a storage class: what stands there may be inside of a function.
(preproc_ifdef
  (declaration
    (storage_class_specifier)
    declarator: [
      (identifier) @name
      (init_declarator
        declarator: [
          (identifier) @name
          (pointer_declarator declarator: (identifier) @name)
          (array_declarator declarator: (identifier) @name)
          (_ declarator: (array_declarator declarator: (identifier) @name))
        ])
      (pointer_declarator declarator: (identifier) @name)
      (array_declarator declarator: (identifier) @name)
    ]) @definition.variable)
(preproc_if
  (declaration
    (storage_class_specifier)
    declarator: [
      (identifier) @name
      (init_declarator
        declarator: [
          (identifier) @name
          (pointer_declarator declarator: (identifier) @name)
          (array_declarator declarator: (identifier) @name)
          (_ declarator: (array_declarator declarator: (identifier) @name))
        ])
      (pointer_declarator declarator: (identifier) @name)
      (array_declarator declarator: (identifier) @name)
    ]) @definition.variable)
; Types.
(struct_specifier name: [(type_identifier) @name (_ name: (type_identifier) @name)] body: (_)) @definition.struct
(union_specifier name: (type_identifier) @name body: (_)) @definition.struct
(enum_specifier name: (type_identifier) @name body: (_)) @definition.enum
(class_specifier name: [(type_identifier) @name (_ name: (type_identifier) @name)] body: (_)) @definition.class
(type_definition
  declarator: [
    (type_identifier) @name
    (_ declarator: (type_identifier) @name)
    (function_declarator declarator: (_ (_ declarator: (type_identifier) @name)))
    (_ declarator: (function_declarator declarator: (_ (_ declarator: (type_identifier) @name))))
  ]) @definition.type
(alias_declaration name: (type_identifier) @name) @definition.type
(concept_definition name: (identifier) @name) @definition.type
(namespace_definition name: [(namespace_identifier) (nested_namespace_specifier)] @name) @definition.namespace
(namespace_alias_definition name: (namespace_identifier) @name) @definition.namespace
(module_declaration name: (module_name) @name) @definition.module
; A macro beside the class name (class EXPORT Foo, class Foo FINAL : Base) makes the grammar read a function.
((function_definition
  type: [
    (class_specifier name: (type_identifier) @_macro !body)
    (struct_specifier name: (type_identifier) @_macro !body)
  ]
  .
  [(identifier) @name (ERROR . (identifier) @name)]) @definition.class
  (#match? @_macro "^[A-Z][A-Z0-9_]*$"))
((function_definition
  type: [
    (class_specifier name: (type_identifier) @name !body)
    (struct_specifier name: (type_identifier) @name !body)
  ]
  .
  [(identifier) @_macro (ERROR . (identifier) @_macro)]) @definition.class
  (#match? @_macro "^[A-Z][A-Z0-9_]*$")
  (#not-match? @name "^[A-Z][A-Z0-9_]*$"))
((declaration
  type: [
    (class_specifier name: (type_identifier) @name !body)
    (struct_specifier name: (type_identifier) @name !body)
  ]
  .
  (ERROR . (identifier) @_macro)) @definition.class
  (#match? @_macro "^[A-Z][A-Z0-9_]*$")
  (#not-match? @name "^[A-Z][A-Z0-9_]*$"))
(function_definition
  type: [(class_specifier) (struct_specifier)]
  body: (compound_statement
    (declaration
      declarator: [
        (function_declarator declarator: (identifier) @name)
        (_ (function_declarator declarator: (identifier) @name))
      ]) @definition.method))
(field_declaration
  declarator: [
    (field_identifier) @name
    (pointer_declarator declarator: (field_identifier) @name)
    (pointer_declarator declarator: (pointer_declarator declarator: (field_identifier) @name))
    (array_declarator declarator: (field_identifier) @name)
    (array_declarator declarator: (array_declarator declarator: (field_identifier) @name))
    (function_declarator declarator: (_ (_ declarator: (field_identifier) @name)))
    (reference_declarator (field_identifier) @name)
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
(call_expression function: (field_expression field: (field_identifier) @reference.call))
(call_expression
  function: (parenthesized_expression (pointer_expression argument: (identifier) @reference.call)))
(call_expression
  function: (qualified_identifier
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
