; Definitions: elements with an id.
((element
  (start_tag
    (attribute
      (attribute_name) @_id
      [(quoted_attribute_value (attribute_value) @name) (attribute_value) @name]))) @definition.section
  (#eq? @_id "id"))
((element
  (self_closing_tag
    (attribute
      (attribute_name) @_id
      [(quoted_attribute_value (attribute_value) @name) (attribute_value) @name]))) @definition.section
  (#eq? @_id "id"))

; Imports: scripts and style sheets.
((script_element
  (start_tag (attribute (attribute_name) @_src (quoted_attribute_value (attribute_value) @import))))
  (#eq? @_src "src"))
((element
  [
    (start_tag
      (tag_name) @_link
      (attribute (attribute_name) @_href (quoted_attribute_value (attribute_value) @import)))
    (self_closing_tag
      (tag_name) @_link
      (attribute (attribute_name) @_href (quoted_attribute_value (attribute_value) @import)))
  ])
  (#eq? @_link "link")
  (#eq? @_href "href"))

; References: components, which have an upper-case letter or a dash in their name.
((start_tag (tag_name) @reference.name)
  (#match? @reference.name "[A-Z-]"))
((self_closing_tag (tag_name) @reference.name)
  (#match? @reference.name "[A-Z-]"))
