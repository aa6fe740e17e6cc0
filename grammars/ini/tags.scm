; Definitions: the sections, and the settings that stand before the first of them.
(section (section_name (text) @name)) @definition.section
(document (setting (setting_name) @name) @definition.property)
