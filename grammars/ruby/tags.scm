; Definitions. Of several patterns that find one name the first says what it is.
(module name: [(constant) @name (scope_resolution scope: (_) @container name: (constant) @name)]) @definition.module
(class name: [(constant) @name (scope_resolution scope: (_) @container name: (constant) @name)]) @definition.class
((method name: (_) @name) @definition.constructor (#eq? @name "initialize"))
(method name: (_) @name) @definition.method
(singleton_method name: (_) @name) @definition.method
(alias name: (_) @name) @definition.method
(assignment
  left: [
    (constant) @name
    (scope_resolution scope: (_) @container name: (constant) @name)
    (left_assignment_list (constant) @name)
  ]) @definition.constant
(operator_assignment left: (constant) @name) @definition.constant
(program (assignment left: (global_variable) @name) @definition.variable)
(body_statement (assignment left: (class_variable) @name) @definition.variable)
((method
  name: (identifier) @_initialize
  body: (body_statement
    [
      (assignment left: [(instance_variable) @name @own (left_assignment_list (instance_variable) @name @own)])
      (operator_assignment left: (instance_variable) @name @own)
    ] @definition.field))
  (#eq? @_initialize "initialize"))
; What calls of the language and of its best-known libraries define, by the symbols they are given.
((call
  method: (identifier) @_attr
  arguments: (argument_list [(simple_symbol) @name (string (string_content) @name)])) @definition.property
  (#any-of? @_attr
    "attr" "attr_reader" "attr_writer" "attr_accessor" "cattr_reader" "cattr_accessor" "mattr_reader"
    "mattr_accessor" "class_attribute" "thread_mattr_accessor" "store_accessor"))
((call method: (identifier) @_attr arguments: (argument_list . (simple_symbol) @name)) @definition.property
  (#any-of? @_attr
    "has_many" "has_one" "belongs_to" "has_and_belongs_to_many" "has_one_attached" "has_many_attached"
    "attribute" "enum" "let" "let!" "subject"))
((call
  method: (identifier) @_define
  arguments: (argument_list . [(simple_symbol) @name (string (string_content) @name)])) @definition.method
  (#any-of? @_define "define_method" "define_singleton_method" "alias_method" "scope" "helper_method"))
((call method: (identifier) @_define arguments: (argument_list (simple_symbol) @name)) @definition.method
  (#any-of? @_define "delegate" "def_delegators")
  (#not-match? @name "^:@"))

; Imports.
((call !receiver method: (identifier) @_require arguments: (argument_list . (string) @import .))
  (#any-of? @_require "require" "require_relative" "load"))
((call
  !receiver
  method: (identifier) @_autoload
  arguments: (argument_list . (simple_symbol) @import.name . (string) @import .))
  (#eq? @_autoload "autoload"))

; Inheritance.
(class
  name: [(constant) @inherit.of (scope_resolution name: (constant) @inherit.of)]
  superclass: (superclass [(constant) @inherit (scope_resolution name: (constant) @inherit)]))
((class
  name: [(constant) @inherit.of (scope_resolution name: (constant) @inherit.of)]
  body: (body_statement
    (call
      !receiver
      method: (identifier) @_include
      arguments: (argument_list [(constant) @inherit (scope_resolution name: (constant) @inherit)]))))
  (#any-of? @_include "include" "extend" "prepend"))
((module
  name: [(constant) @inherit.of (scope_resolution name: (constant) @inherit.of)]
  body: (body_statement
    (call
      !receiver
      method: (identifier) @_include
      arguments: (argument_list [(constant) @inherit (scope_resolution name: (constant) @inherit)]))))
  (#any-of? @_include "include" "extend" "prepend"))

; References.
(call !receiver method: [(identifier) (constant)] @reference.call)
(call receiver: (_) @receiver method: [(identifier) (constant)] @reference.call)
(call receiver: (constant) @reference.type)
(scope_resolution name: (constant) @reference.type)
(scope_resolution scope: (constant) @reference.type)
(superclass (constant) @reference.type)
(argument_list (constant) @reference.type)
(exceptions (constant) @reference.type)
(block_argument (simple_symbol) @reference.name)

; A heredoc inside of a heredoc: the grammar reads the rest of the file as text.
((heredoc_body (heredoc_end) @_end) @damage (#not-match? @_end "."))

; Locals, and what the tree says of the type of a name. Outside of functions they are no locals.
(assignment left: [(identifier) @local (left_assignment_list (identifier) @local)])
(method_parameters [(identifier) @local (optional_parameter name: (identifier) @local) (keyword_parameter name: (identifier) @local)])
(block_parameters (identifier) @local)
((assignment left: (identifier) @local right: (call receiver: (constant) @type method: (identifier) @_new))
  (#eq? @_new "new"))
((assignment left: (instance_variable) @field right: (call receiver: (constant) @type method: (identifier) @_new))
  (#eq? @_new "new"))
[(method) (singleton_method) (do_block) (block) (lambda)] @scope
