package confluencetest

// A family is a set of titles in one language: every topic with every kind,
// joined by sep.
type family struct {
	topics, kinds []string
	sep           string
	kindFirst     bool
}

// familyOf deals twenty consecutive titles of a space to families; -1 is the
// dated kind ("Sprint review 2024-03-11").
var familyOf = [20]int8{0, 0, -1, 0, 0, 1, 0, 0, -1, 0, 2, 0, 3, 0, 4, 0, 0, 5, -1, 6}

var families = [...]family{
	{topics: englishTopics, kinds: englishKinds, sep: " "},
	{topics: germanTopics, kinds: germanKinds, sep: ": "},
	{topics: frenchTopics, kinds: frenchKinds, sep: " – ", kindFirst: true},
	{topics: russianTopics, kinds: russianKinds, sep: ": "},
	{topics: japaneseTopics, kinds: japaneseKinds, sep: "の"},
	{topics: arabicTopics, kinds: arabicKinds, sep: " ", kindFirst: true},
	{topics: emojiTopics, kinds: emojiKinds, sep: " "},
}

// qualifiers tell titles apart once a space has used up its family.
var qualifiers = [...]string{"", " (2023)", " (2024)", " (2025)", " v2", " (EMEA)", " (APAC)", " [archive]", " – phase 2", " – old"}

var meetings = [...]string{
	"Sprint review", "Sprint planning", "Retrospective", "Weekly sync", "Architecture board", "Incident review",
	"Steering committee", "Customer call", "1:1 notes", "Design critique", "Hiring debrief", "Ops standup",
	"Change advisory board", "Quarterly business review", "Town hall", "Backlog refinement",
}

var (
	englishTopics = []string{
		"Payments API", "Checkout", "Identity service", "Single sign-on", "Data warehouse", "Event bus", "Search",
		"Mobile app", "Design system", "Billing", "Invoicing", "Refunds", "Fraud detection", "Customer portal",
		"Notification service", "Kubernetes cluster", "CI pipeline", "Release train", "Feature flags", "Observability",
		"On-call", "Disaster recovery", "Backup", "Network", "VPN", "Laptop", "Access management", "Secrets vault",
		"Vendor", "Procurement", "Travel", "Expenses", "Onboarding", "Parental leave", "Benefits", "Performance review",
		"Career ladder", "Interview", "Brand", "Website", "Newsletter", "Trade fair", "Pricing", "Partner program",
		"Sales playbook", "CRM", "Renewals", "Support queue", "Knowledge base", "SLA", "Compliance", "ISO 27001",
		"SOC 2", "GDPR", "Data retention", "Risk register", "Business continuity", "Budget", "Forecast", "Month-end close",
		"Treasury", "Tax", "Contract", "Facilities", "Office move", "Health & safety", "Warehouse", "Logistics", "Fleet",
		"Supplier quality", "Firmware", "Sensor board", "Test bench", "Calibration", "Localization", "Accessibility",
		"Analytics", "Experimentation", "Machine learning platform", "Recommendation engine", "\"Blue\" migration",
		"Legacy monolith", "C++ SDK", "100% uptime", "AT&T integration", "O'Reilly training", "<script> injection",
	}
	englishKinds = []string{
		"overview", "runbook", "design", "architecture", "decision record", "requirements", "roadmap", "FAQ",
		"how-to", "checklist", "policy", "handbook", "glossary", "postmortem", "RFC", "migration plan", "rollout plan",
		"test plan", "release notes", "known issues", "troubleshooting", "API reference", "data model", "metrics",
		"dashboard", "OKRs", "stakeholders", "budget", "risk assessment", "lessons learned", "training", "templates",
		"contacts", "team page", "status report", "proposal", "research", "user interviews", "benchmarks", "capacity plan",
	}
	germanTopics = []string{"Störungsmanagement", "Übergabe", "Qualitätssicherung", "Prüfprotokoll", "Geschäftsführung",
		"Kündigungsfristen", "Lieferantenauswahl", "Maßnahmenkatalog", "Schlüsselübergabe", "Datenschutz", "Zeiterfassung",
		"Büroausstattung", "Änderungsantrag", "Fördermittel", "Rückläufer", "Außendienst"}
	germanKinds = []string{"Überblick", "Anleitung", "Häufige Fragen", "Checkliste", "Entwurf", "Beschluss", "Zuständigkeiten",
		"Jahresplanung", "Schulung", "Vorlage", "Abläufe", "Statusbericht"}
	frenchTopics = []string{"sécurité", "équipe", "données", "qualité", "trésorerie", "congés payés", "réunion d'équipe",
		"déploiement", "hébergement", "clientèle", "œuvres sociales", "chaîne logistique", "año fiscal", "gestión de compras",
		"zażółć gęślą jaźń", "průvodce nováčka", "özel günler", "årsmøte"}
	frenchKinds = []string{"Présentation", "Procédure", "Mémo", "Dossier", "Éléments clés", "Compte rendu", "Référentiel",
		"Modèle", "Stratégie", "À faire", "Périmètre"}
	russianTopics = []string{"Платёжный шлюз", "Отдел кадров", "Склад", "Личный кабинет", "Бухгалтерия", "Мониторинг",
		"Резервное копирование", "Поставщики", "Договоры", "Безопасность", "Ёмкость кластера", "Закупки", "Логистика", "Отпуска"}
	russianKinds = []string{"обзор", "инструкция", "план работ", "вопросы и ответы", "регламент", "отчёт", "требования",
		"архитектура", "протокол встречи", "шаблон"}
	japaneseTopics = []string{"決済システム", "顧客管理", "人事制度", "セキュリティ", "障害対応", "品質保証", "経費精算", "新人研修",
		"データ基盤", "検索機能", "リリース", "在庫管理", "支付网关", "客户支持", "数据仓库", "員工手冊"}
	japaneseKinds = []string{"概要", "手順書", "設計書", "議事録", "運用ガイド", "よくある質問", "計画", "チェックリスト", "報告书", "ロードマップ"}
	arabicTopics  = []string{"الدفع الإلكتروني", "الموارد البشرية", "أمن المعلومات", "خدمة العملاء", "المشتريات", "المستودع",
		"الميزانية", "التدريب", "العقود", "النسخ الاحتياطي", "שירות לקוחות", "אבטחת מידע"}
	arabicKinds = []string{"دليل", "سياسة", "خطة", "تقرير", "محضر اجتماع", "إجراءات", "قائمة مهام", "نموذج"}
	emojiTopics = []string{"🚀 Launch", "🔥 Incident", "🎉 Team event", "📈 Growth", "🧪 Experiment", "🛠 Tooling", "☕ Coffee chat",
		"👩‍💻 Dev setup", "🇪🇺 EU rollout", "✅ Done list", "💡 Ideas", "🐛 Bug bash"}
	emojiKinds = []string{"board", "log", "room 🪩", "week", "wall", "notes 📝", "plan", "parking lot", "wiki", "recap"}
)

var (
	givenNames = []string{"Anna", "James", "María", "Wei", "Fatima", "Lukas", "Priya", "Olga", "Kenji", "Chloé", "David",
		"Aisha", "Jan", "Sofia", "Mohammed", "Emily", "Søren", "Zoë", "Daniel", "Yuki", "Marek", "Elif", "Peter", "Ngozi",
		"Lars", "Camila", "Thomas", "Ivana", "Sanjay", "Hannah", "Pierre", "Nadia", "Björn", "Grace", "Tomáš", "Laura",
		"Omar", "Ingrid", "Carlos", "Mei", "Viktor", "Julia", "Kwame", "Renée", "Stefan", "Alice", "Hiroshi", "Noor"}
	familyNames = []string{"Müller", "Smith", "García", "Chen", "Khan", "Novák", "Patel", "Ivanova", "Tanaka", "Dubois",
		"Cohen", "Okafor", "Kowalski", "Rossi", "Al-Farsi", "Johnson", "Jensen", "van den Berg", "Brown", "Sato", "Wiśniewski",
		"Yılmaz", "Schmidt", "Adeyemi", "Lindqvist", "Fernández", "O'Brien", "Petrović", "Rao", "Weber", "Lefèvre", "Haddad",
		"Eriksson", "Murphy", "Dvořák", "Silva", "Hassan", "Nilsen", "Santos", "Wong", "Popov", "Becker", "Mensah", "Laurent",
		"Horváth", "Taylor", "Nakamura", "Rahman", "Fischer", "Clarke", "Moreau", "Kim", "Nguyen"}
	nativeNames = []string{"田中 健司", "王伟", "Ольга Иванова", "محمد الفارسي", "李娜", "Дмитрий Соколов", "김민준", "佐藤 由紀"}
	appNames    = []string{"Automation for Confluence", "Slack for Confluence", "Jira Macro Bot", "Backup Assistant"}
	zones       = []string{"Europe/Berlin", "America/New_York", "Asia/Tokyo", "Europe/London", "Asia/Kolkata",
		"America/Los_Angeles", "Australia/Sydney", "America/Sao_Paulo", "UTC"}
)

type namedKey struct{ key, name string }

// A department is a team's space, and the topic where its own begin.
type department struct{ key, name, topic string }

var departments = []department{
	{"ENG", "Engineering", "CI pipeline"}, {"PROD", "Product", "Checkout"}, {"OPS", "Operations", "On-call"}, {"HR", "People & Culture", "Onboarding"}, {"SALES", "Sales", "Pricing"},
	{"MKT", "Marketing", "Brand"}, {"SUP", "Customer Support", "Support queue"}, {"FIN", "Finance", "Budget"}, {"LEGAL", "Legal", "Compliance"}, {"SEC", "Information Security", "Access management"},
	{"DATA", "Data Platform", "Data warehouse"}, {"DES", "Design", "Mobile app"}, {"QA", "Quality Assurance", "Test bench"}, {"IT", "IT Service Desk", "Laptop"}, {"ARCH", "Architecture", "Identity service"},
	{"MOB", "Mobile", "Mobile app"}, {"PAY", "Payments", "Payments API"}, {"INFRA", "Infrastructure", "Kubernetes cluster"}, {"KB", "Knowledge Base", "Support queue"}, {"PMO", "Project Office", "Release train"},
	{"RND", "Research & Development", "Firmware"}, {"LOG", "Logistik", "Warehouse"}, {"FAC", "Facilities", "Facilities"}, {"PROC", "Procurement", "Vendor"},
	{"COMP", "Compliance", "Compliance"}, {"PART", "Partners", "Partner program"}, {"TRAIN", "Academy", "Career ladder"}, {"INTL", "International", "Localization"}, {"JP", "日本オフィス", "Localization"},
	{"FR", "Équipe France", "Travel"}, {"RU", "Московский офис", "Contract"}, {"EXEC", "Leadership", "Business continuity"}, {"ML", "Machine Learning", "Experimentation"}, {"SRE", "Reliability", "Observability"},
}

var spaceGroups = []namedKey{
	{"", ""}, {"EU", "Europe"}, {"US", "North America"}, {"AP", "Asia-Pacific"}, {"LA", "Latin America"}, {"OLD", "Legacy"},
	{"X", "Projects"}, {"TMP", "Sandbox"}, {"EXT", "External"}, {"2", "Second Site"},
}
