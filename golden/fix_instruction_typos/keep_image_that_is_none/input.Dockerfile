FORM letter to all
