;;; What a user of Emacs does with a spec, told line by line: each line is what the tests compare.  -*- lexical-binding: t -*-
(require 'json)
(unless (require 'eglot nil t)
  (princ "no eglot\n")
  (kill-emacs 0))

(defun say (what value)
  (princ (concat (json-encode (vector what value)) "\n")))

(defun wait (holds)
  (let ((end (+ (float-time) 20)))
    (while (not (funcall holds))
      (when (> (float-time) end) (error "Nothing has happened"))
      (accept-process-output nil 0.05))))

(defun words (found)
  (buffer-substring-no-properties (flymake-diagnostic-beg found) (flymake-diagnostic-end found)))

(defun told ()
  (mapcar (lambda (found) (vector (words found) (flymake-diagnostic-text found)))
          (flymake-diagnostics)))

(defun proposed (word)
  "What completion proposes in the place of WORD, and the text once `gelu' is taken."
  (goto-char (point-min))
  (search-forward word)
  (delete-region (match-beginning 0) (match-end 0))
  (pcase-let ((`(,start ,end ,table . ,more) (eglot-completion-at-point)))
    (let ((found (all-completions "" table (plist-get more :predicate))))
      (delete-region start end)
      (let ((taken (car (member "gelu" found))))
        (insert taken)
        (funcall (plist-get more :exit-function) taken 'finished))
      found)))

(load (getenv "SETUP") nil t)
(setq eglot-sync-connect 20 eglot-send-changes-idle-time 0 make-backup-files nil)
(find-file (getenv "FILE"))
(unless (eglot-current-server)  ; it begins after a command, and a script is none
  (apply #'eglot (eglot--guess-contact)))
(say "mode" (symbol-name major-mode))

(wait #'told)
(say "diagnostics" (told))
(say "completion" (proposed "rellu"))
(eglot--signal-textDocument/didChange)
(wait (lambda () (not (told))))
(say "text" (buffer-substring-no-properties (point-min) (point-max)))
(eglot-shutdown (eglot-current-server))
