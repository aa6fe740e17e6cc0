; Functions. What returns a pointer or a reference has its declarator inside of another one.
; A statement that a directive tears off looks like one.
((function_definition
  declarator: [
    (function_declarator declarator: (identifier) @name)
    (_ (function_declarator declarator: (identifier) @name))
    (_ (_ (function_declarator declarator: (identifier) @name)))
  ]) @definition.function
  (#not-any-of? @name "if" "else" "while" "for" "switch" "return" "catch"))
(function_definition
  declarator: [
    (function_declarator
      declarator: (parenthesized_declarator (_ (function_declarator declarator: (identifier) @name))))
    (_
      (function_declarator
        declarator: (parenthesized_declarator (_ (function_declarator declarator: (identifier) @name)))))
  ]) @definition.function
; `DEFINE_TEST(name) { ... }`: the macro makes a function of the name.
((function_definition type: (type_identifier) @_macro declarator: (parenthesized_declarator (identifier) @name)) @definition.function
  (#match? @_macro "^[A-Z][A-Z0-9_]+$"))
; Prototypes, constants and variables: of the file, or locals when they stand in a function.
(declaration
  declarator: [
    (function_declarator declarator: (identifier) @name)
    (_ (function_declarator declarator: (identifier) @name))
    (_ (_ (function_declarator declarator: (identifier) @name)))
    (function_declarator
      declarator: (parenthesized_declarator (_ (function_declarator declarator: (identifier) @name))))
  ]) @binding.function
(declaration
  declarator: [
    (identifier) @name
    (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
    (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
    (function_declarator
      declarator: (parenthesized_declarator
        (pointer_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])))
    (init_declarator
      declarator: [
        (identifier) @name
        (pointer_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)])
        (array_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])
        (function_declarator
          declarator: (parenthesized_declarator
            (pointer_declarator declarator: [(identifier) @name (array_declarator declarator: (identifier) @name)])))
      ])
  ]) @binding.variable
(function_definition) @scope

; Types.
(struct_specifier name: (type_identifier) @name body: (_)) @definition.struct
(union_specifier name: (type_identifier) @name body: (_)) @definition.struct
(enum_specifier name: (type_identifier) @name body: (_)) @definition.enum
(enumerator name: (identifier) @name) @definition.constant
(type_definition
  declarator: [
    (type_identifier) @name
    (_ declarator: [(type_identifier) @name (_ declarator: (type_identifier) @name)])
    (function_declarator declarator: (_ (_ declarator: (type_identifier) @name)))
    (_ declarator: (function_declarator declarator: (_ (_ declarator: (type_identifier) @name))))
  ]) @definition.type
(field_declaration
  declarator: [
    (field_identifier) @name
    (pointer_declarator declarator: [(field_identifier) @name (pointer_declarator declarator: (field_identifier) @name) (array_declarator declarator: (field_identifier) @name)])
    (array_declarator declarator: [(field_identifier) @name (array_declarator declarator: (field_identifier) @name)])
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
; References.
(call_expression function: (identifier) @reference.call)
(call_expression function: (field_expression argument: (_) @receiver field: (field_identifier) @reference.call))
(call_expression
  function: (parenthesized_expression (pointer_expression argument: (identifier) @reference.call)))
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
